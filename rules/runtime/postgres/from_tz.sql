-- name: from_tz
-- signature: from_tz(timestamp, text) returns timestamptz
-- source: Oracle Database SQL Language Reference, FROM_TZ
-- why: a numeric zone like '+03:00' means east of Greenwich (PostgreSQL reads it the POSIX way, west)
-- example: sct.from_tz(timestamp '2000-03-28 08:00:00', '3:00') => 2000-03-28 05:00:00+00
-- example: sct.from_tz(timestamp '2000-03-28 08:00:00', '-08:00') => 2000-03-28 16:00:00+00
-- example: sct.from_tz(timestamp '2024-07-01 08:00:00', 'Europe/Zurich') => 2024-07-01 06:00:00+00
CREATE OR REPLACE FUNCTION sct.from_tz(d timestamp, zone text) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN zone ~ '^[-+]?[0-9]' THEN d AT TIME ZONE zone::interval ELSE d AT TIME ZONE zone END
$$;
