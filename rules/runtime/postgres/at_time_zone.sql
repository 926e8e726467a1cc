-- name: at_time_zone
-- signature: at_time_zone(timestamptz, text) returns timestamp
-- source: Oracle Database SQL Language Reference, Datetime Expressions (AT TIME ZONE)
-- why: a numeric zone like '+03:00' means east of Greenwich (PostgreSQL reads it the POSIX way, west)
-- example: sct.at_time_zone(timestamptz '2000-03-28 05:00:00+00', '+03:00') => 2000-03-28 08:00:00
-- example: sct.at_time_zone(timestamptz '2024-07-01 06:00:00+00', 'Europe/Zurich') => 2024-07-01 08:00:00
CREATE OR REPLACE FUNCTION sct.at_time_zone(d timestamptz, zone text) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN zone ~ '^[-+]?[0-9]' THEN d AT TIME ZONE zone::interval ELSE d AT TIME ZONE zone END
$$;
