-- name: next_day
-- signature: next_day(timestamp, text) returns timestamp
-- source: Oracle Database SQL Language Reference, NEXT_DAY
-- why: strictly later than the given day, time kept; English day names (three letters count) or 1 (Sunday) to 7
-- example: sct.next_day(timestamp '2024-08-12', 'MONDAY') => 2024-08-19 00:00:00
-- example: sct.next_day(timestamp '2024-08-12', 'FRI') => 2024-08-16 00:00:00
-- example: sct.next_day(timestamp '2009-10-15 08:00:00', 'tuesday') => 2009-10-20 08:00:00
-- example: sct.next_day(timestamp '2024-08-12', '1') => 2024-08-18 00:00:00
-- example: sct.next_day(timestamp '2024-08-12', 'Montag') => 2024-08-19 00:00:00
-- example: sct.next_day(timestamp '2024-08-12', 'Dienstag') => ERROR 22007: ORA-01846: not a valid day of the week
CREATE OR REPLACE FUNCTION sct.next_day(d timestamp, day text) RETURNS timestamp
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  name CONSTANT text := upper(pg_catalog.left(pg_catalog.btrim(day), 3));
  wanted integer := array_position(ARRAY['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'], name) - 1;
BEGIN
  IF d IS NULL OR day IS NULL THEN
    RETURN NULL;
  END IF;
  IF wanted IS NULL AND name ~ '^[1-7]$' THEN
    wanted := name::integer - 1;
  END IF;
  IF wanted IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = '22007', MESSAGE = 'ORA-01846: not a valid day of the week', DETAIL = 'value: ' || day;
  END IF;
  RETURN date_trunc('second', d) + make_interval(days => (wanted - extract(dow FROM d)::integer + 6) % 7 + 1);
END
$$;
