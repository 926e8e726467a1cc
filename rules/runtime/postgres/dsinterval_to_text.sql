-- name: dsinterval_to_text
-- signature: dsinterval_to_text(interval, integer, integer) returns text
-- source: Oracle Database SQL Language Reference, INTERVAL DAY TO SECOND; TO_CHAR of an interval
-- why: '+DD HH:MI:SS.FF'; the second and third argument are the digits of days and fractions (a difference of timestamps: 9 and 9, the type's default: 2 and 6)
-- example: sct.dsinterval_to_text(interval '1 day 2 hours', 2, 6) => +01 02:00:00.000000
-- example: sct.dsinterval_to_text(-interval '1 day 02:03:04.5', 9, 9) => -000000001 02:03:04.500000000
-- example: sct.dsinterval_to_text(interval '30 hours', 2, 0) => +01 06:00:00
-- example: sct.dsinterval_to_text(NULL, 2, 6) => <NULL>
CREATE OR REPLACE FUNCTION sct.dsinterval_to_text(i interval, day_digits integer, fraction_digits integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN e < 0 THEN '-' ELSE '+' END
  || pg_catalog.lpad(trunc(abs(e) / 86400)::text, greatest(day_digits, pg_catalog.length(trunc(abs(e) / 86400)::text)), '0')
  || ' ' || pg_catalog.lpad((trunc(abs(e) / 3600) % 24)::text, 2, '0')
  || ':' || pg_catalog.lpad((trunc(abs(e) / 60) % 60)::text, 2, '0')
  || ':' || pg_catalog.lpad((trunc(abs(e)) % 60)::text, 2, '0')
  || CASE WHEN fraction_digits > 0
       THEN '.' || pg_catalog.rpad(pg_catalog.lpad(((abs(e) % 1) * 1000000)::bigint::text, 6, '0'), fraction_digits, '0') ELSE '' END
FROM (SELECT extract(epoch FROM i) AS e) AS x
$$;
