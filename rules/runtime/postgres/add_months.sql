-- name: add_months
-- signature: add_months(timestamp, numeric) returns timestamp
-- source: Oracle Database SQL Language Reference, ADD_MONTHS
-- why: the last day of a month stays the last day (28 Feb + 1 month is 31 Mar); months are cut to a whole number; the result is a DATE
-- example: sct.add_months(timestamp '2024-02-29', 1) => 2024-03-31 00:00:00
-- example: sct.add_months(timestamp '2023-01-31', 1) => 2023-02-28 00:00:00
-- example: sct.add_months(timestamp '2023-02-28', 12) => 2024-02-29 00:00:00
-- example: sct.add_months(timestamp '2024-05-15 13:14:15', -3) => 2024-02-15 13:14:15
-- example: sct.add_months(timestamp '2024-02-28', 1) => 2024-03-28 00:00:00
-- example: sct.add_months(timestamp '2024-01-30', 1.9) => 2024-02-29 00:00:00
-- example: sct.add_months(timestamp '2024-04-30 23:59:59', 1) => 2024-05-31 23:59:59
-- needs: in_calendar
-- example: sct.add_months(timestamp '9999-12-15', 1) => ERROR 22008: timestamp out of range
-- example: sct.add_months(NULL, 1) => <NULL>
CREATE OR REPLACE FUNCTION sct.add_months(d timestamp, n numeric) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT sct.in_calendar(date_trunc('second', CASE
  WHEN extract(day FROM d + interval '1 day') = 1
  THEN d + interval '1 day' + make_interval(months => trunc(n)::integer) - interval '1 day'
  ELSE d + make_interval(months => trunc(n)::integer)
END))
$$;
