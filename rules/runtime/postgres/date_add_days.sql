-- name: date_add_days
-- signature: date_add_days(timestamp, numeric) returns timestamp
-- source: Oracle Database SQL Language Reference, Datetime/Interval Arithmetic
-- why: DATE + number of days, fractions rounded to the second; subtract with a negative number
-- example: sct.date_add_days(timestamp '2024-02-28', 2) => 2024-03-01 00:00:00
-- example: sct.date_add_days(timestamp '2024-01-01', 5.0/24) => 2024-01-01 05:00:00
-- example: sct.date_add_days(timestamp '2024-01-01', 1.0/86400) => 2024-01-01 00:00:01
-- example: sct.date_add_days(timestamp '2024-01-01', -0.5) => 2023-12-31 12:00:00
-- needs: in_calendar
-- example: sct.date_add_days(timestamp '9999-12-31', 1) => ERROR 22008: timestamp out of range
-- example: sct.date_add_days(timestamp '2024-01-01', NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.date_add_days(d timestamp, n numeric) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT sct.in_calendar(date_trunc('second', d) + make_interval(days => trunc(n)::integer, secs => round((n - trunc(n)) * 86400)::double precision))
$$;
