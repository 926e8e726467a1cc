-- name: bitand
-- signature: bitand(numeric, numeric) returns numeric
-- source: Oracle Database SQL Language Reference, BITAND
-- why: operands are NUMBER, fractions cut off; 64 bits here (Oracle: 128), beyond them an error
-- example: sct.bitand(6, 3) => 2
-- example: sct.bitand(6.9, 3) => 2
-- example: sct.bitand(-1, 5) => 5
-- example: sct.bitand(NULL, 5) => <NULL>
CREATE OR REPLACE FUNCTION sct.bitand(a numeric, b numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT (trunc(a)::bigint & trunc(b)::bigint)::numeric
$$;
