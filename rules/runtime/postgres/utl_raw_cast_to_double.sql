-- name: utl_raw_cast_to_double
-- signature: utl_raw_cast_to_double(bytea) returns double precision
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_RAW.CAST_TO_BINARY_DOUBLE, CAST_TO_BINARY_FLOAT
-- why: the number that four or eight bytes are by IEEE 754, the highest first
-- example: sct.utl_raw_cast_to_double('\x3ff8000000000000') => 1.5
-- example: sct.utl_raw_cast_to_double('\xc008000000000000') => -3
-- example: sct.utl_raw_cast_to_double('\x3fb999999999999a') => 0.1
-- example: sct.utl_raw_cast_to_double('\x0000000000000001') => 5e-324
-- example: sct.utl_raw_cast_to_double('\x7ff0000000000000') => Infinity
-- example: sct.utl_raw_cast_to_double('\x7ff8000000000000') => NaN
-- example: sct.utl_raw_cast_to_double('\x3fc00000') => 1.5
-- example: sct.utl_raw_cast_to_double('\x00') => ERROR 22003
-- example: sct.utl_raw_cast_to_double(NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.utl_raw_cast_to_double(r bytea) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  short CONSTANT boolean := octet_length(r) = 4;
  bits bigint := 0;
  sign double precision;
  exponent integer;
  fraction double precision;
BEGIN
  IF r IS NULL THEN
    RETURN NULL;
  ELSIF octet_length(r) NOT IN (4, 8) THEN
    RAISE EXCEPTION USING ERRCODE = '22003', MESSAGE = 'ORA-06502: PL/SQL: numeric or value error';
  END IF;
  FOR at IN 0 .. octet_length(r) - 1 LOOP
    bits := (bits << 8) | get_byte(r, at);
  END LOOP;
  sign := CASE WHEN get_byte(r, 0) >= 128 THEN -1 ELSE 1 END;
  IF short THEN
    exponent := (bits >> 23) & 255;
    fraction := (bits & 8388607) / 8388608.0::double precision;
  ELSE
    exponent := (bits >> 52) & 2047;
    fraction := (bits & 4503599627370495) / 4503599627370496.0::double precision;
  END IF;
  IF exponent = (CASE WHEN short THEN 255 ELSE 2047 END) THEN
    RETURN CASE WHEN fraction <> 0 THEN 'NaN'::double precision ELSE sign * 'Infinity'::double precision END;
  ELSIF exponent = 0 AND fraction = 0 THEN
    RETURN 0;
  ELSIF exponent = 0 THEN
    RETURN sign * fraction * CASE WHEN short THEN power(2.0::double precision, -126) ELSE power(2.0::double precision, -1022) END;
  END IF;
  RETURN sign * (1 + fraction) * power(2.0::double precision, exponent - CASE WHEN short THEN 127 ELSE 1023 END);
END
$$;
