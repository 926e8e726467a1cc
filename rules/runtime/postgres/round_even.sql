-- name: round_even
-- signature: round_even(numeric, integer) returns numeric
-- source: Teradata Data Types and Literals, Rounding DECIMAL/NUMERIC Data Types (RoundHalfwayMagUp is FALSE)
-- why: halves go to the even digit, natively away from zero
-- example: sct.round_even(2.5, 0) => 2
-- example: sct.round_even(-2.5, 0) => -2
-- example: sct.round_even(0.015, 2) => 0.02
-- example: sct.round_even(0.025, 2) => 0.02
-- example: sct.round_even(0.0251, 2) => 0.03
-- example: sct.round_even(NULL, 2) => <NULL>
CREATE OR REPLACE FUNCTION sct.round_even(a numeric, digits integer) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN abs(a - trunc(a, digits)) * 10::numeric ^ digits = 0.5
  AND trunc(a, digits) * 10::numeric ^ digits % 2 = 0 THEN trunc(a, digits) ELSE round(a, digits) END
$$;
