-- name: float_divide
-- signature: float_divide(double precision, double precision) returns double precision
-- source: Oracle Database SQL Language Reference, Floating-Point Numbers (IEEE 754: division by zero)
-- why: native division by zero is an error; for BINARY_FLOAT and BINARY_DOUBLE it is infinite, and 0/0 is NaN
-- example: sct.float_divide(1, 0) => Infinity
-- example: sct.float_divide(-1, 0) => -Infinity
-- example: sct.float_divide(0, 0) => NaN
-- example: sct.float_divide('NaN', 0) => NaN
-- example: sct.float_divide(1, 4) => 0.25
-- example: sct.float_divide(NULL, 0) => <NULL>
CREATE OR REPLACE FUNCTION sct.float_divide(a double precision, b double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN b <> 0 OR b IS NULL THEN a / b WHEN a = 0 OR a = 'NaN' THEN 'NaN' WHEN a > 0 THEN 'Infinity' WHEN a < 0 THEN '-Infinity' END
$$;
