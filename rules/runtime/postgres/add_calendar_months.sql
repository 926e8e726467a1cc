-- name: add_calendar_months
-- signature: add_calendar_months(timestamp, interval) returns timestamp
-- source: Oracle Database SQL Language Reference, Datetime/Interval Arithmetic
-- why: a day the month does not have is an error; natively 31 January and a month is 29 February
-- needs: raise_ora, in_calendar
-- example: sct.add_calendar_months(timestamp '2024-01-15', interval '1 month') => 2024-02-15 00:00:00
-- example: sct.add_calendar_months(timestamp '2024-02-29 10:00', interval '4 years') => 2028-02-29 10:00:00
-- example: sct.add_calendar_months(timestamp '2024-01-31', interval '1 month') => ERROR 22008: ORA-01839: date not valid for month specified
-- example: sct.add_calendar_months(timestamp '2024-03-31', -interval '1 month') => ERROR 22008
-- example: sct.add_calendar_months(timestamp '9999-02-01', interval '1 year') => ERROR 22008: timestamp out of range
-- example: sct.add_calendar_months(NULL, interval '1 month') => <NULL>
CREATE OR REPLACE FUNCTION sct.add_calendar_months(d timestamp, months interval) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN extract(day FROM d + months) <> extract(day FROM d)
            THEN sct.raise_ora('22008', 'ORA-01839: date not valid for month specified', d::text)::timestamp
            ELSE sct.in_calendar(d + months) END
$$;
