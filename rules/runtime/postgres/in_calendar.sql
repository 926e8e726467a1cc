-- name: in_calendar
-- signature: in_calendar(timestamp) returns timestamp
-- source: Oracle Database SQL Language Reference, DATE Data Type; PostgreSQL, Date/Time Types (a timestamp ends with the year 294276)
-- why: a date behind 31 December 9999 is an error (ORA-01841); moved to the end of PostgreSQL's calendar and back it leaves that calendar, which costs no call
-- example: sct.in_calendar(timestamp '9999-12-31 23:59:59') => 9999-12-31 23:59:59
-- example: sct.in_calendar(timestamp '10000-01-01') => ERROR 22008: timestamp out of range
-- example: sct.in_calendar(timestamp '0044-03-15 BC') => 0044-03-15 00:00:00 BC
-- example: sct.in_calendar(NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.in_calendar(d timestamp) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT d + interval '103830043 days' - interval '103830043 days'
$$;
