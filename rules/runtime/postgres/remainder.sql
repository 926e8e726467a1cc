-- name: remainder
-- signature: remainder(numeric, numeric) returns numeric
-- source: Oracle Database SQL Language Reference, REMAINDER
-- why: like MOD but from the nearest multiple, half way from the even one; so the result may be negative; a divisor of 0 is an error
-- example: sct.remainder(24, 5) => -1
-- example: sct.remainder(24, 7) => 3
-- example: sct.remainder(-58, -10) => 2
-- example: sct.remainder(10, 4) => 2
-- example: sct.remainder(6, 4) => -2
-- example: sct.remainder(-10, 4) => -2
-- example: sct.remainder(-6, -4) => 2
-- example: sct.remainder(5.5, 2) => -0.5
-- example: sct.remainder(1, 0) => ERROR 22012
CREATE OR REPLACE FUNCTION sct.remainder(a numeric, b numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT a - b * (n + CASE WHEN 2 * abs(a - b * n) = abs(b) AND n % 2 <> 0 THEN -sign(n) ELSE 0 END)
  FROM (SELECT round(a / b) AS n) AS nearest
$$;
