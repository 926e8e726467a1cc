-- name: fit_interval
-- signature: fit_interval(interval, integer) returns interval
-- source: Oracle Database SQL Language Reference, INTERVAL YEAR TO MONTH and INTERVAL DAY TO SECOND Data Type
-- why: a value that goes into an interval of so many digits of years or days: a longer one is an error
-- example: sct.fit_interval('99 years 11 months', 2) => 99 years 11 mons
-- example: sct.fit_interval('100 years', 2) => ERROR O01G1: ORA-01873: the leading precision of the interval is too small
-- example: sct.fit_interval('-100 years', 2) => ERROR O01G1: ORA-01873: the leading precision of the interval is too small
-- example: sct.fit_interval('99 days 23:59:59', 2) => 99 days 23:59:59
-- example: sct.fit_interval('2400:00:00', 2) => ERROR O01G1: ORA-01873: the leading precision of the interval is too small
-- example: sct.fit_interval('-100 days', 2) => ERROR O01G1: ORA-01873: the leading precision of the interval is too small
-- example: sct.fit_interval('100 days', 3) => 100 days
-- example: sct.fit_interval(NULL, 2) => <NULL>
CREATE OR REPLACE FUNCTION sct.fit_interval(i interval, n integer) RETURNS interval
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  months CONSTANT numeric := extract(year FROM i) * 12 + extract(month FROM i);
BEGIN
  IF abs(CASE months WHEN 0 THEN extract(epoch FROM i) / 86400 ELSE months / 12 END) >= 10 ^ n THEN
    RAISE EXCEPTION USING ERRCODE = 'O01G1', MESSAGE = 'ORA-01873: the leading precision of the interval is too small';
  END IF;
  RETURN i;
END
$$;
