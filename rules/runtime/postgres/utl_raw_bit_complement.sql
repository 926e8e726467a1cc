-- name: utl_raw_bit_complement
-- signature: utl_raw_bit_complement(bytea) returns bytea
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_RAW.BIT_COMPLEMENT
-- why: no native operator on bytea
-- example: sct.utl_raw_bit_complement('\x0ff0') => \xf00f
CREATE OR REPLACE FUNCTION sct.utl_raw_bit_complement(b bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  result bytea := b;
BEGIN
  FOR i IN 0 .. coalesce(octet_length(b), 0) - 1 LOOP
    result := set_byte(result, i, 255 - get_byte(b, i));
  END LOOP;
  RETURN result;
END
$$;
