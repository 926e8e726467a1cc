-- name: power_of
-- signature: power_of(numeric, numeric) returns numeric
-- source: Oracle Database SQL Language Reference, POWER and NUMBER Data Type (precision, range)
-- why: the native power has 16 digits where it is no whole number, Oracle's 39 or 40; what is below 1e-130 is 0 there
-- needs: round_significant
-- example: sct.power_of(3, 2) => 9
-- example: sct.power_of(2, 0.5) => 1.41421356237309504880168872420969807857
-- example: sct.power_of(2, -2) => 0.25
-- example: sct.power_of(3, -1) => 0.3333333333333333333333333333333333333333
-- example: sct.power_of(-2, 3) => -8
-- example: sct.power_of(0, 0) => 1
-- example: sct.power_of(10, -200) => 0
-- example: sct.power_of(10, 200) => ERROR 22003
-- example: sct.power_of(0, -1) => ERROR 2201F
-- example: sct.power_of(-8, 0.5) => ERROR 2201F
-- example: sct.power_of(NULL, 2) => <NULL>
CREATE OR REPLACE FUNCTION sct.power_of(a numeric, b numeric) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  size CONSTANT double precision := CASE WHEN a = 0 THEN 0 ELSE b::double precision * log(abs(a)::double precision) END;
BEGIN
  IF size < -131 THEN
    RETURN 0;
  END IF;
  IF size >= 126 THEN
    RAISE EXCEPTION USING ERRCODE = '22003', MESSAGE = 'ORA-01426: numeric overflow';
  END IF;
  RETURN sct.round_significant(power(round(a, scale(a) + 45 + greatest(0, ceil(-size))::integer), b));
END
$$;
