-- name: yminterval_to_text
-- signature: yminterval_to_text(interval, integer) returns text
-- source: Oracle Database SQL Language Reference, INTERVAL YEAR TO MONTH; TO_CHAR of an interval
-- why: '+YY-MM'; the second argument is the digits of years (2 by default)
-- example: sct.yminterval_to_text(interval '1 year 2 months', 2) => +01-02
-- example: sct.yminterval_to_text(interval '-14 months', 4) => -0001-02
CREATE OR REPLACE FUNCTION sct.yminterval_to_text(i interval, year_digits integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN m < 0 THEN '-' ELSE '+' END
  || pg_catalog.lpad((abs(m) / 12)::text, greatest(year_digits, pg_catalog.length((abs(m) / 12)::text)), '0')
  || '-' || pg_catalog.lpad((abs(m) % 12)::text, 2, '0')
FROM (SELECT (extract(year FROM i) * 12 + extract(month FROM i))::integer AS m) AS x
$$;
