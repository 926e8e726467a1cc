-- name: last_day
-- signature: last_day(timestamp) returns timestamp
-- source: Oracle Database SQL Language Reference, LAST_DAY
-- why: no native function; the time of day is kept
-- example: sct.last_day(timestamp '2023-02-10 08:30:00') => 2023-02-28 08:30:00
-- example: sct.last_day(timestamp '2024-02-29') => 2024-02-29 00:00:00
-- example: sct.last_day(timestamp '2024-12-31 23:59:59.5') => 2024-12-31 23:59:59
-- example: sct.last_day(NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.last_day(d timestamp) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT date_trunc('second', d + (date_trunc('month', d) + interval '1 month' - interval '1 day' - date_trunc('day', d)))
$$;
