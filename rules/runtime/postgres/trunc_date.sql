-- name: trunc_date
-- signature: trunc_date(timestamp) returns timestamp
-- signature: trunc_date(timestamp, text) returns timestamp
-- source: Oracle Database SQL Language Reference, TRUNC (date) and ROUND and TRUNC Date Functions
-- why: Oracle's unit names, and units date_trunc lacks (WW, W, DAY with the week beginning on Sunday as in territory AMERICA, IYYY)
-- needs: bad_date_format
-- example: sct.trunc_date(timestamp '2024-08-15 13:45:59') => 2024-08-15 00:00:00
-- example: sct.trunc_date(timestamp '2024-08-15 13:45:59', 'MM') => 2024-08-01 00:00:00
-- example: sct.trunc_date(timestamp '2024-08-15 13:45:59', 'year') => 2024-01-01 00:00:00
-- example: sct.trunc_date(timestamp '2024-08-15 13:45:59', 'Q') => 2024-07-01 00:00:00
-- example: sct.trunc_date(timestamp '2024-08-15 13:45:59', 'CC') => 2001-01-01 00:00:00
-- example: sct.trunc_date(timestamp '2000-08-15', 'CC') => 1901-01-01 00:00:00
-- example: sct.trunc_date(timestamp '2024-08-15 13:45:59', 'IW') => 2024-08-12 00:00:00
-- example: sct.trunc_date(timestamp '2024-08-15 13:45:59', 'DAY') => 2024-08-11 00:00:00
-- example: sct.trunc_date(timestamp '2024-08-11', 'D') => 2024-08-11 00:00:00
-- example: sct.trunc_date(timestamp '2024-08-15', 'WW') => 2024-08-12 00:00:00
-- example: sct.trunc_date(timestamp '2024-08-14', 'W') => 2024-08-08 00:00:00
-- example: sct.trunc_date(timestamp '2024-08-15', 'IYYY') => 2024-01-01 00:00:00
-- example: sct.trunc_date(timestamp '2023-01-01', 'IYYY') => 2022-01-03 00:00:00
-- example: sct.trunc_date(timestamp '2024-08-15 13:45:59', 'HH24') => 2024-08-15 13:00:00
-- example: sct.trunc_date(timestamp '2024-08-15 13:45:59', 'MI') => 2024-08-15 13:45:00
-- example: sct.trunc_date(timestamp '2024-08-15 13:45:59', 'SS') => ERROR 22023
-- example: sct.trunc_date(NULL, 'MM') => <NULL>
-- example: sct.trunc_date(timestamp '2024-08-15', NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.trunc_date(d timestamp) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT date_trunc('day', d)
$$;
CREATE OR REPLACE FUNCTION sct.trunc_date(d timestamp, unit text) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE
  WHEN upper(unit) IN ('DDD', 'DD', 'J') THEN date_trunc('day', d)
  WHEN upper(unit) IN ('MONTH', 'MON', 'MM', 'RM') THEN date_trunc('month', d)
  WHEN upper(unit) IN ('YEAR', 'YYYY', 'SYYYY', 'SYEAR', 'YYY', 'YY', 'Y') THEN date_trunc('year', d)
  WHEN upper(unit) IN ('IW') THEN date_trunc('week', d)
  WHEN upper(unit) IN ('Q') THEN date_trunc('quarter', d)
  WHEN upper(unit) IN ('HH', 'HH12', 'HH24') THEN date_trunc('hour', d)
  WHEN upper(unit) IN ('MI') THEN date_trunc('minute', d)
  WHEN upper(unit) IN ('DAY', 'DY', 'D') THEN date_trunc('week', d + interval '1 day') - interval '1 day'
  WHEN upper(unit) IN ('WW') THEN date_trunc('day', d) - make_interval(days => (extract(doy FROM d)::integer - 1) % 7)
  WHEN upper(unit) IN ('W') THEN date_trunc('day', d) - make_interval(days => (extract(day FROM d)::integer - 1) % 7)
  WHEN upper(unit) IN ('CC', 'SCC') THEN date_trunc('century', d)
  WHEN upper(unit) IN ('IYYY', 'IYY', 'IY', 'I')
    THEN date_trunc('week', make_timestamp(extract(isoyear FROM d)::integer, 1, 4, 0, 0, 0))
  WHEN unit IS NOT NULL AND d IS NOT NULL THEN sct.bad_date_format(unit)
END
$$;
