-- name: to_char_zone
-- signature: to_char_zone(timestamptz, text, text) returns text
-- source: Oracle Database SQL Language Reference, TO_CHAR (datetime), Datetime Expressions (AT TIME ZONE)
-- why: the clock, offset and name of a zone that is not the session's
-- needs: at_time_zone, format_datetime
-- example: sct.to_char_zone(timestamptz '2024-01-15 10:00:00+00', 'HH24:MI TZH:TZM', '+02:00') => 12:00 +02:00
-- example: sct.to_char_zone(timestamptz '2024-07-15 10:00:00+00', 'HH24:MI TZH TZR', 'Europe/Zurich') => 12:00 +02 EUROPE/ZURICH
-- example: sct.to_char_zone(timestamptz '2024-01-15 10:00:00+00', 'HH24 TZH:TZM', '-03:30') => 06 -03:30
CREATE OR REPLACE FUNCTION sct.to_char_zone(d timestamptz, fmt text, zone text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT sct.format_datetime(c, fmt, extract(epoch FROM c - d AT TIME ZONE 'UTC')::integer, zone)
  FROM (SELECT sct.at_time_zone(d, zone) AS c) AS x
$$;
