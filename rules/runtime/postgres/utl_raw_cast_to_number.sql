-- name: utl_raw_cast_to_number
-- signature: utl_raw_cast_to_number(bytea) returns numeric
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_RAW.CAST_TO_NUMBER; Oracle Call Interface Programmer's Guide, NUMBER
-- why: the number that bytes are, as Oracle stores one
-- example: sct.utl_raw_cast_to_number('\x80') => 0
-- example: sct.utl_raw_cast_to_number('\xc21c44') => 2767
-- example: sct.utl_raw_cast_to_number('\x3d4a2266') => -2767
-- example: sct.utl_raw_cast_to_number('\xc202182e') => 123.45
-- example: sct.utl_raw_cast_to_number('\xbf0b') => 0.0010
-- example: sct.utl_raw_cast_to_number(NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.utl_raw_cast_to_number(r bytea) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  first integer := CASE WHEN octet_length(r) > 0 THEN get_byte(r, 0) END;
  power integer := CASE WHEN first >= 128 THEN first - 193 ELSE 62 - first END;
  made numeric := 0;
  d integer;
  last integer := octet_length(r) - 1;
BEGIN
  IF first IS NULL THEN
    RETURN NULL;
  ELSIF first = 128 THEN
    RETURN 0;
  ELSIF first < 128 AND get_byte(r, last) = 102 THEN
    last := last - 1;
  END IF;
  FOR at IN 1 .. last LOOP
    d := CASE WHEN first > 128 THEN get_byte(r, at) - 1 ELSE 101 - get_byte(r, at) END;
    -- a power of ten written out: power() of a fraction would be rounded
    made := made + CASE WHEN power - at + 1 >= 0 THEN (d::text || repeat('00', power - at + 1))::numeric
                        ELSE ('0.' || repeat('00', at - power - 2) || pg_catalog.lpad(d::text, 2, '0'))::numeric END;
  END LOOP;
  RETURN CASE WHEN first > 128 THEN made ELSE -made END;
END
$$;
