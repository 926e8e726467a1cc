-- name: exponential
-- signature: exponential(numeric) returns numeric
-- source: Oracle Database SQL Language Reference, EXP and NUMBER Data Type (precision, range)
-- why: the native power of e has 16 digits, Oracle's 39 or 40; what is below 1e-130 is 0 there
-- needs: round_significant
-- example: sct.exponential(0) => 1
-- example: sct.exponential(1) => 2.71828182845904523536028747135266249776
-- example: sct.exponential(-400) => 0
-- example: sct.exponential(400) => ERROR 22003
-- example: sct.exponential(NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.exponential(a numeric) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF a < -300 THEN
    RETURN 0;
  END IF;
  IF a * 0.4342944819 >= 126 THEN
    RAISE EXCEPTION USING ERRCODE = '22003', MESSAGE = 'ORA-01426: numeric overflow';
  END IF;
  RETURN sct.round_significant(exp(round(a, greatest(scale(a), 45 + greatest(0, ceil(-a * 0.4343))::integer))));
END
$$;
