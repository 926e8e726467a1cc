-- name: utl_raw_reverse
-- signature: utl_raw_reverse(bytea) returns bytea
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_RAW.REVERSE
-- why: native only from PostgreSQL 18 on
-- example: sct.utl_raw_reverse('\x010203') => \x030201
CREATE OR REPLACE FUNCTION sct.utl_raw_reverse(b bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  size CONSTANT integer := octet_length(b);
  result bytea := b;
BEGIN
  FOR i IN 0 .. coalesce(size, 0) - 1 LOOP
    result := set_byte(result, i, get_byte(b, size - 1 - i));
  END LOOP;
  RETURN result;
END
$$;
