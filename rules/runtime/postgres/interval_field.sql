-- name: interval_field
-- signature: interval_field(interval, text) returns numeric
-- source: Oracle Database SQL Language Reference, EXTRACT (datetime) of an INTERVAL DAY TO SECOND
-- why: Oracle keeps days and time normalised, with one sign for all; natively 36 hours have no day
-- example: sct.interval_field(interval '36 hours', 'day') => 1
-- example: sct.interval_field(interval '36 hours', 'hour') => 12
-- example: sct.interval_field(-interval '1 day 02:03:04.5', 'second') => -4.500000
-- example: sct.interval_field(interval '1 day -1 hour', 'day') => 0
-- example: sct.interval_field(interval '100 days', 'minute') => 0
-- example: sct.interval_field(NULL, 'day') => <NULL>
CREATE OR REPLACE FUNCTION sct.interval_field(i interval, field text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE field
  WHEN 'day' THEN trunc(extract(epoch FROM i) / 86400)
  WHEN 'hour' THEN trunc(extract(epoch FROM i) / 3600) % 24
  WHEN 'minute' THEN trunc(extract(epoch FROM i) / 60) % 60
  WHEN 'second' THEN extract(epoch FROM i) % 60
END
$$;
