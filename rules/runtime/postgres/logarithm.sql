-- name: logarithm
-- signature: logarithm(numeric, numeric) returns numeric
-- source: Oracle Database SQL Language Reference, LOG and NUMBER Data Type (precision)
-- why: the native logarithm has 16 digits, Oracle's 39 or 40; its scale follows its arguments'
-- needs: round_significant
-- example: sct.logarithm(10, 1000) => 3
-- example: sct.logarithm(10, 2) => 0.3010299956639811952137388947244930267682
-- example: sct.logarithm(10, 0) => ERROR 2201E
-- example: sct.logarithm(NULL, 2) => <NULL>
CREATE OR REPLACE FUNCTION sct.logarithm(base numeric, a numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT sct.round_significant(log(round(base, scale(base) + 45), round(a, scale(a) + 45)))
$$;
