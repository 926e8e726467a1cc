-- name: num_to_text
-- signature: num_to_text(numeric) returns text
-- signature: num_to_text(smallint) returns text
-- signature: num_to_text(integer) returns text
-- signature: num_to_text(bigint) returns text
-- signature: num_to_text(double precision) returns text
-- signature: num_to_text(real) returns text
-- source: Oracle Database SQL Language Reference, TO_CHAR (number) without a format, and implicit conversion to VARCHAR2
-- why: no trailing zeros and no zero before the point; BINARY_DOUBLE shows as 1.5E+000
-- needs: num_to_text_long
-- example: sct.num_to_text(0.50) => .5
-- example: sct.num_to_text(-0.5) => -.5
-- example: sct.num_to_text(10.10) => 10.1
-- example: sct.num_to_text(100) => 100
-- example: sct.num_to_text(7::smallint) => 7
-- example: sct.num_to_text(100.00) => 100
-- example: sct.num_to_text(0.00) => 0
-- example: sct.num_to_text(-20.205) => -20.205
-- example: sct.num_to_text(9223372036854775807) => 9223372036854775807
-- example: sct.num_to_text(NULL::numeric) => <NULL>
-- example: sct.num_to_text(1e39) => 1000000000000000000000000000000000000000
-- example: sct.num_to_text(1e40) => 1.0000000000000000000000000000000000E+40
-- example: sct.num_to_text(1.5::float8) => 1.5E+000
-- example: sct.num_to_text(0::float8) => 0
-- example: sct.num_to_text(-1234.5::float8) => -1.2345E+003
-- example: sct.num_to_text('NaN'::float8) => Nan
-- example: sct.num_to_text(1.1::real) => 1.10000002E+000
-- example: sct.num_to_text(0.5::real) => 5.0E-001
-- example: sct.num_to_text('-Infinity'::real) => -Inf
-- example: sct.num_to_text(NULL::real) => <NULL>
CREATE OR REPLACE FUNCTION sct.num_to_text(n numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE
  WHEN scale(n) > 30 OR abs(n) >= 1e40 THEN sct.num_to_text_long(n)
  WHEN n > -1 AND n < 1 AND n <> 0 THEN pg_catalog.replace(trim_scale(n)::text, '0.', '.')
  ELSE trim_scale(n)::text
END
$$;
CREATE OR REPLACE FUNCTION sct.num_to_text(n smallint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT n::text
$$;
CREATE OR REPLACE FUNCTION sct.num_to_text(n integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT n::text
$$;
CREATE OR REPLACE FUNCTION sct.num_to_text(n bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT n::text
$$;
CREATE OR REPLACE FUNCTION sct.num_to_text(n double precision) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  v text;
BEGIN
  IF n = 'NaN' THEN
    RETURN 'Nan';
  ELSIF n = 'Infinity' THEN
    RETURN 'Inf';
  ELSIF n = '-Infinity' THEN
    RETURN '-Inf';
  ELSIF n = 0 THEN
    RETURN '0';
  END IF;
  v := pg_catalog.to_char(n, '9.9999999999999999EEEE');
  v := pg_catalog.btrim(v);
  RETURN regexp_replace(regexp_replace(split_part(v, 'e', 1), '0+$', ''), '\.$', '.0')
    || 'E' || left(split_part(v, 'e', 2), 1) || lpad(pg_catalog.substr(split_part(v, 'e', 2), 2), 3, '0');
END
$$;
CREATE OR REPLACE FUNCTION sct.num_to_text(n real) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN n IN ('NaN', 'Infinity', '-Infinity', 0) THEN sct.num_to_text(n::double precision)
            ELSE regexp_replace(regexp_replace(
              pg_catalog.btrim(pg_catalog.to_char(n::double precision, '9.99999999EEEE')), '(\.[0-9]+?)0*e', '\1E'),
              '([-+])([0-9]{2})$', '\10\2') END
$$;
