-- name: utl_raw_substr
-- signature: utl_raw_substr(bytea, numeric, numeric) returns bytea
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_RAW.SUBSTR
-- why: a negative position counts from the end; a position or length that does not fit is ORA-06502
-- needs: raise_ora
-- example: sct.utl_raw_substr('\x01020304', 2, 2) => \x0203
-- example: sct.utl_raw_substr('\x01020304', -2) => \x0304
-- example: sct.utl_raw_substr('\x0102', 3) => ERROR 22003
CREATE OR REPLACE FUNCTION sct.utl_raw_substr(b bytea, p numeric, n numeric DEFAULT NULL) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  size CONSTANT integer := octet_length(b);
  start CONSTANT integer := CASE WHEN p < 0 THEN size + trunc(p) + 1 ELSE trunc(p) END;
BEGIN
  IF b IS NULL OR p IS NULL THEN
    RETURN NULL;
  ELSIF start < 1 OR start > size OR n < 1 OR start + coalesce(trunc(n), 1) - 1 > size THEN
    PERFORM sct.raise_ora('22003', 'ORA-06502: PL/SQL: numeric or value error', p::text);
  END IF;
  RETURN pg_catalog.substr(b, start, coalesce(trunc(n)::integer, size - start + 1));
END
$$;
