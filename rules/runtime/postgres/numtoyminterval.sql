-- name: numtoyminterval
-- signature: numtoyminterval(numeric, text) returns interval
-- source: Oracle Database SQL Language Reference, NUMTOYMINTERVAL
-- why: no native function that takes a fractional NUMBER and a unit's name; rounds to whole months
-- needs: raise_ora
-- example: sct.numtoyminterval(1, 'YEAR') => 1 year
-- example: sct.numtoyminterval(1.5, 'year') => 1 year 6 mons
-- example: sct.numtoyminterval(-3, 'MONTH') => -3 mons
-- example: sct.numtoyminterval(1000000000, 'YEAR') => ERROR O01G1: ORA-01873: the leading precision of the interval is too small
-- example: sct.numtoyminterval(1, 'DAY') => ERROR 22023
CREATE OR REPLACE FUNCTION sct.numtoyminterval(n numeric, unit text) RETURNS interval
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE CASE WHEN abs(n) >= 1e9 AND upper(pg_catalog.btrim(unit)) = 'YEAR' THEN 'OVER' ELSE upper(pg_catalog.btrim(unit)) END
  WHEN 'OVER' THEN sct.raise_ora('O01G1', 'ORA-01873: the leading precision of the interval is too small', n::text)::interval
  WHEN 'YEAR' THEN make_interval(months => round(n * 12)::integer)
  WHEN 'MONTH' THEN make_interval(months => round(n)::integer)
  ELSE CASE WHEN unit <> '' AND n IS NOT NULL
            THEN sct.raise_ora('22023', 'ORA-01760: illegal argument for function', unit)::interval END
END
$$;
