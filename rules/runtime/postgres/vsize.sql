-- name: vsize
-- signature: vsize(text) returns numeric
-- signature: vsize(numeric) returns numeric
-- signature: vsize(timestamp) returns numeric
-- signature: vsize(bytea) returns numeric
-- source: Oracle Database SQL Language Reference, VSIZE
-- why: the bytes of Oracle's own format: text in UTF-8, a DATE 7, a NUMBER one for the exponent, one a base-100 digit, one more when negative
-- example: sct.vsize('King') => 4
-- example: sct.vsize('é') => 2
-- example: sct.vsize('') => <NULL>
-- example: sct.vsize(0) => 1
-- example: sct.vsize(7839) => 3
-- example: sct.vsize(100) => 2
-- example: sct.vsize(-100) => 3
-- example: sct.vsize(1.5) => 3
-- example: sct.vsize(timestamp '2024-01-01') => 7
CREATE OR REPLACE FUNCTION sct.vsize(s text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT octet_length(nullif(s, ''))::numeric
$$;
CREATE OR REPLACE FUNCTION sct.vsize(b bytea) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT nullif(octet_length(b), 0)::numeric
$$;
CREATE OR REPLACE FUNCTION sct.vsize(d timestamp) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN d IS NOT NULL THEN 7::numeric END
$$;
CREATE OR REPLACE FUNCTION sct.vsize(n numeric) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  a CONSTANT numeric := trim_scale(abs(n));
  fraction text := split_part(a::text, '.', 2);
  whole text := split_part(a::text, '.', 1);
  digits text;
BEGIN
  IF n IS NULL THEN
    RETURN NULL;
  ELSIF n = 0 THEN
    RETURN 1;
  END IF;
  whole := pg_catalog.lpad(whole, (pg_catalog.length(whole) + 1) / 2 * 2, '0');
  fraction := pg_catalog.rpad(fraction, (pg_catalog.length(fraction) + 1) / 2 * 2, '0');
  digits := regexp_replace(regexp_replace(whole || fraction, '^(00)+', ''), '(00)+$', '');
  RETURN 1 + pg_catalog.length(digits) / 2 + CASE WHEN n < 0 AND pg_catalog.length(digits) < 40 THEN 1 ELSE 0 END;
END
$$;
