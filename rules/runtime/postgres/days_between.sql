-- name: days_between
-- signature: days_between(timestamp, timestamp) returns numeric
-- signature: days_between(timestamp, timestamp, numeric) returns numeric
-- source: Oracle Database SQL Language Reference, Datetime/Interval Arithmetic
-- why: days_between(a, b) is Oracle's b - a in days; days_between(a, b, f) is (b - a) * f without the rounding between the two, so TRUNC((b - a) * 24) is safe. An endless fraction is rounded away from zero at 60 digits, so that multiplying back never falls short
-- example: sct.days_between(timestamp '2024-01-01', timestamp '2024-01-03 12:00:00') => 2.5
-- example: sct.days_between(timestamp '2024-03-01', timestamp '2024-02-28') => -2
-- example: trunc(sct.days_between(timestamp '2024-01-01', timestamp '2024-01-01 05:00:00') * 24) => 5
-- example: sct.days_between(timestamp '2024-01-01', timestamp '2024-01-01 05:00:00', 24) => 5
-- example: sct.days_between(timestamp '2024-01-01', timestamp '2024-01-01 00:00:01', 86400) => 1
-- example: round(sct.days_between(timestamp '2024-01-01', timestamp '2024-01-01 00:00:01'), 10) => 0.0000115741
-- example: sct.days_between(NULL, timestamp '2024-01-01') => <NULL>
CREATE OR REPLACE FUNCTION sct.days_between(a timestamp, b timestamp, factor numeric) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  seconds CONSTANT numeric := extract(epoch FROM b - a) * factor;
  days numeric;
BEGIN
  IF seconds % 86400 = 0 THEN
    RETURN trim_scale(seconds / 86400);
  END IF;
  days := round(seconds * 1.000000000000000000000000000000000000000000000000000000000000 / 86400, 60);
  IF abs(days * 86400) < abs(seconds) THEN
    days := days + sign(seconds) * 0.000000000000000000000000000000000000000000000000000000000001;
  END IF;
  RETURN trim_scale(days);
END
$$;
CREATE OR REPLACE FUNCTION sct.days_between(a timestamp, b timestamp) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT sct.days_between(a, b, 1::numeric)
$$;
