-- name: percentile_disc
-- signature: percentile_disc(anyarray, numeric, boolean) returns anyelement
-- source: Oracle Database SQL Language Reference, PERCENTILE_DISC
-- why: the native aggregate takes no OVER; NULLs do not count. The values come from array_agg, in any order; falling: ORDER BY … DESC
-- example: sct.percentile_disc(ARRAY[10, 2, 4, 4], 0.5, false) => 4
-- example: sct.percentile_disc(ARRAY[1, 2, 3, 4], 0.5, true) => 3
-- example: sct.percentile_disc(ARRAY[1, 2, 3, 4], 0, true) => 4
-- example: sct.percentile_disc(ARRAY[NULL, 7]::numeric[], 1, false) => 7
-- example: sct.percentile_disc(ARRAY[NULL]::text[], 0.5, false) => <NULL>
CREATE OR REPLACE FUNCTION sct.percentile_disc(list anyarray, fraction numeric, falling boolean) RETURNS anyelement
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT s[CASE WHEN falling THEN cardinality(s) + 1 - r ELSE r END]
  FROM (SELECT s, greatest(ceil(fraction * cardinality(s))::integer, 1) AS r
          FROM (SELECT array_agg(x ORDER BY x) AS s FROM unnest(list) AS u(x) WHERE x IS NOT NULL) AS sorted) AS placed
$$;
