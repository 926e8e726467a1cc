-- name: bitand_wide
-- signature: bitand_wide(numeric, numeric) returns numeric
-- source: Oracle Database SQL Language Reference, BITAND (n = 128, two's complement)
-- why: native integers end at 64 bits; beyond 128 the result is undefined in Oracle, and an error here
-- example: sct.bitand_wide(18446744073709551615, 18446744073709551614) => 18446744073709551614
-- example: sct.bitand_wide(-1, 170141183460469231731687303715884105727) => 170141183460469231731687303715884105727
-- example: sct.bitand_wide(-9223372036854775809, 18446744073709551615) => 9223372036854775807
-- example: sct.bitand_wide(-18446744073709551616, -1) => -18446744073709551616
-- example: sct.bitand_wide(NULL, 1) => <NULL>
-- example: sct.bitand_wide(170141183460469231731687303715884105728, 1) => ERROR 22003
CREATE OR REPLACE FUNCTION sct.bitand_wide(a numeric, b numeric) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  whole numeric := 18446744073709551616;
  half numeric := 4294967296;
  low_a numeric := mod(mod(a, whole) + whole, whole);
  low_b numeric := mod(mod(b, whole) + whole, whole);
BEGIN
  RETURN (div(a - low_a, whole)::bigint & div(b - low_b, whole)::bigint) * whole
    + (div(low_a, half)::bigint & div(low_b, half)::bigint) * half
    + (mod(low_a, half)::bigint & mod(low_b, half)::bigint);
END
$$;
