-- name: round_date
-- signature: round_date(timestamp) returns timestamp
-- signature: round_date(timestamp, text) returns timestamp
-- source: Oracle Database SQL Language Reference, ROUND (date) and ROUND and TRUNC Date Functions
-- why: no native function: noon, the 16th, 1 July, the 16th of a quarter's second month, year 51 round up
-- needs: trunc_date
-- example: sct.round_date(timestamp '2024-08-15 12:00:00') => 2024-08-16 00:00:00
-- example: sct.round_date(timestamp '2024-08-15 11:59:59', 'DD') => 2024-08-15 00:00:00
-- example: sct.round_date(timestamp '2003-08-22', 'YEAR') => 2004-01-01 00:00:00
-- example: sct.round_date(timestamp '2003-06-30', 'YEAR') => 2003-01-01 00:00:00
-- example: sct.round_date(timestamp '2003-08-22', 'Q') => 2003-10-01 00:00:00
-- example: sct.round_date(timestamp '2003-08-15', 'Q') => 2003-07-01 00:00:00
-- example: sct.round_date(timestamp '2003-08-16', 'MONTH') => 2003-09-01 00:00:00
-- example: sct.round_date(timestamp '2003-08-15 23:59:59', 'MONTH') => 2003-08-01 00:00:00
-- example: sct.round_date(timestamp '2003-08-22', 'DAY') => 2003-08-24 00:00:00
-- example: sct.round_date(timestamp '2024-08-15 13:30:00', 'HH') => 2024-08-15 14:00:00
-- example: sct.round_date(timestamp '2024-08-15 13:45:29', 'MI') => 2024-08-15 13:45:00
-- example: sct.round_date(timestamp '1951-01-01', 'CC') => 2001-01-01 00:00:00
-- example: sct.round_date(timestamp '2024-08-15', 'XX') => ERROR 22023
CREATE OR REPLACE FUNCTION sct.round_date(d timestamp, unit text) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE
  WHEN upper(unit) IN ('DDD', 'DD', 'J') THEN date_trunc('day', d + interval '12 hours')
  WHEN upper(unit) IN ('MONTH', 'MON', 'MM', 'RM')
    THEN date_trunc('month', d) + make_interval(months => (extract(day FROM d) >= 16)::integer)
  WHEN upper(unit) IN ('YEAR', 'YYYY', 'SYYYY', 'SYEAR', 'YYY', 'YY', 'Y')
    THEN date_trunc('year', d) + make_interval(years => (extract(month FROM d) >= 7)::integer)
  WHEN upper(unit) IN ('Q')
    THEN date_trunc('quarter', d)
      + make_interval(months => 3 * (d >= date_trunc('quarter', d) + interval '1 month 15 days')::integer)
  WHEN upper(unit) IN ('HH', 'HH12', 'HH24') THEN date_trunc('hour', d + interval '30 minutes')
  WHEN upper(unit) IN ('MI') THEN date_trunc('minute', d + interval '30 seconds')
  WHEN upper(unit) IN ('IW', 'DAY', 'DY', 'D', 'WW', 'W')
    THEN sct.trunc_date(d, unit)
      + make_interval(days => 7 * (d >= sct.trunc_date(d, unit) + interval '3 days 12 hours')::integer)
  WHEN upper(unit) IN ('CC', 'SCC')
    THEN date_trunc('century', d)
      + make_interval(years => 100 * (extract(year FROM d) >= extract(year FROM date_trunc('century', d)) + 50)::integer)
  WHEN upper(unit) IN ('IYYY', 'IYY', 'IY', 'I')
    THEN sct.trunc_date(date_trunc('day', d)
      + make_interval(days => 200 * (extract(month FROM d) >= 7 AND extract(year FROM d) = extract(isoyear FROM d))::integer), unit)
  WHEN unit IS NOT NULL AND d IS NOT NULL THEN sct.trunc_date(d, unit)
END
$$;
CREATE OR REPLACE FUNCTION sct.round_date(d timestamp) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT date_trunc('day', d + interval '12 hours')
$$;
