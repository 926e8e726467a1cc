-- name: divide
-- signature: divide(numeric, numeric) returns numeric
-- source: Oracle Database SQL Language Reference, NUMBER Data Type (precision) and Arithmetic Operators
-- why: the native quotient has 16 to 20 digits, Oracle's 39 or 40; needed where the digits show
-- needs: round_significant
-- example: sct.divide(0, 3) => 0
-- example: sct.divide(2, 3) => 0.6666666666666666666666666666666666666667
-- example: sct.divide(10, 4) => 2.5
-- example: sct.divide(20, 3) => 6.66666666666666666666666666666666666667
-- example: sct.divide(1, 0) => ERROR 22012
-- example: sct.divide(NULL, 3) => <NULL>
CREATE OR REPLACE FUNCTION sct.divide(a numeric, b numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT sct.round_significant(a * 1.000000000000000000000000000000000000000000000000000000000000 / b)
$$;
