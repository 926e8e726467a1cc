-- name: tz_offset
-- signature: tz_offset(text) returns text
-- source: Oracle Database SQL Language Reference, TZ_OFFSET
-- why: the offset of a zone today as '+HH:MI'
-- example: sct.tz_offset('UTC') => +00:00
-- example: sct.tz_offset('Asia/Kolkata') => +05:30
-- example: sct.tz_offset('America/Phoenix') => -07:00
-- example: sct.tz_offset('-3:30') => -03:30
-- example: sct.tz_offset('SESSIONTIMEZONE') => +00:00
CREATE OR REPLACE FUNCTION sct.tz_offset(zone text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE WHEN m < 0 THEN '-' ELSE '+' END || pg_catalog.lpad((abs(m) / 60)::text, 2, '0') || ':' || pg_catalog.lpad((abs(m) % 60)::text, 2, '0')
FROM (SELECT CASE
  WHEN zone ~ '^[-+]?[0-9]' THEN extract(epoch FROM zone::interval)::integer / 60
  WHEN upper(zone) IN ('SESSIONTIMEZONE', 'DBTIMEZONE') THEN extract(timezone FROM clock_timestamp())::integer / 60
  ELSE (extract(epoch FROM (clock_timestamp() AT TIME ZONE zone) - (clock_timestamp() AT TIME ZONE 'UTC')) / 60)::integer
END AS m) AS x
$$;
