-- name: numtodsinterval
-- signature: numtodsinterval(numeric, text) returns interval
-- source: Oracle Database SQL Language Reference, NUMTODSINTERVAL
-- why: no native function that takes a fractional NUMBER and a unit's name; days and time only, never months
-- needs: raise_ora
-- example: sct.numtodsinterval(100, 'DAY') => 100 days
-- example: sct.numtodsinterval(1.5, 'day') => 1 day 12:00:00
-- example: sct.numtodsinterval(25, 'HOUR') => 1 day 01:00:00
-- example: sct.numtodsinterval(-90, ' minute ') => -01:30:00
-- example: sct.numtodsinterval(0.5, 'SECOND') => 00:00:00.5
-- example: sct.numtodsinterval(1000000000, 'DAY') => ERROR O01G1: ORA-01873: the leading precision of the interval is too small
-- example: sct.numtodsinterval(1000000000, 'SECOND') => 11574 days 01:46:40
-- example: sct.numtodsinterval(1, 'MONTH') => ERROR 22023
CREATE OR REPLACE FUNCTION sct.numtodsinterval(n numeric, unit text) RETURNS interval
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE CASE WHEN abs(n) < 1e9 THEN upper(pg_catalog.btrim(unit))
    WHEN abs(n) >= CASE upper(pg_catalog.btrim(unit)) WHEN 'DAY' THEN 1 WHEN 'HOUR' THEN 24 WHEN 'MINUTE' THEN 1440
      WHEN 'SECOND' THEN 86400 END * 1e9 THEN 'OVER' ELSE upper(pg_catalog.btrim(unit)) END
  WHEN 'OVER' THEN sct.raise_ora('O01G1', 'ORA-01873: the leading precision of the interval is too small', n::text)::interval
  WHEN 'DAY' THEN make_interval(days => trunc(n)::integer, secs => ((n - trunc(n)) * 86400)::double precision)
  WHEN 'HOUR' THEN make_interval(days => trunc(n / 24)::integer, secs => (n % 24 * 3600)::double precision)
  WHEN 'MINUTE' THEN make_interval(days => trunc(n / 1440)::integer, secs => (n % 1440 * 60)::double precision)
  WHEN 'SECOND' THEN make_interval(days => trunc(n / 86400)::integer, secs => (n % 86400)::double precision)
  ELSE CASE WHEN unit <> '' AND n IS NOT NULL
            THEN sct.raise_ora('22023', 'ORA-01760: illegal argument for function', unit)::interval END
END
$$;
