-- name: bitand
-- signature: bitand(numeric, numeric) returns numeric
-- source: Oracle Database SQL Language Reference, BITAND
-- why: operands are NUMBER, fractions cut off, and 128 bits long
-- needs: bitand_wide
-- example: sct.bitand(6, 3) => 2
-- example: sct.bitand(6.9, 3) => 2
-- example: sct.bitand(-1, 5) => 5
-- example: sct.bitand(NULL, 5) => <NULL>
-- example: sct.bitand(18446744073709551615, 18446744073709551614) => 18446744073709551614
CREATE OR REPLACE FUNCTION sct.bitand(a numeric, b numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE
  WHEN pg_catalog.abs(a) < 9223372036854775808 AND pg_catalog.abs(b) < 9223372036854775808
  THEN (trunc(a)::bigint & trunc(b)::bigint)::numeric
  ELSE sct.bitand_wide(trunc(a), trunc(b))
END
$$;
