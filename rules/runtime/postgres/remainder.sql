-- name: remainder
-- signature: remainder(numeric, numeric) returns numeric
-- source: Oracle Database SQL Language Reference, REMAINDER
-- why: like MOD but from the nearest multiple (ROUND), so the result may be negative; a divisor of 0 is an error
-- example: sct.remainder(24, 5) => -1
-- example: sct.remainder(24, 7) => 3
-- example: sct.remainder(-58, -10) => 2
-- example: sct.remainder(1, 0) => ERROR 22012
CREATE OR REPLACE FUNCTION sct.remainder(a numeric, b numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT a - b * round(a / b)
$$;
