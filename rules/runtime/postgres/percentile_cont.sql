-- name: percentile_cont
-- signature: percentile_cont(numeric[], numeric) returns numeric
-- signature: percentile_cont(timestamp[], numeric) returns timestamp
-- source: Oracle Database SQL Language Reference, MEDIAN and PERCENTILE_CONT
-- why: natively a binary float, and no timestamps; NULLs do not count. The values come from array_agg, in any order
-- example: sct.percentile_cont(ARRAY[10, 2, 4, 4]::numeric[], 0.5) => 4
-- example: sct.percentile_cont(ARRAY[1, 2]::numeric[], 0.5) => 1.5
-- example: sct.percentile_cont(ARRAY[2, 4, 4, 10]::numeric[], 0.25) => 3.5
-- example: sct.percentile_cont(ARRAY[NULL, 7]::numeric[], 0.5) => 7
-- example: sct.percentile_cont(ARRAY[NULL]::numeric[], 0.5) => <NULL>
-- example: sct.percentile_cont(ARRAY['2024-01-03', '2024-01-01']::timestamp[], 0.5) => 2024-01-02 00:00:00
CREATE OR REPLACE FUNCTION sct.percentile_cont(list numeric[], fraction numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT trim_scale(s[floor(r)::integer] + (r - floor(r)) * (s[ceil(r)::integer] - s[floor(r)::integer]))
  FROM (SELECT s, 1 + fraction * (cardinality(s) - 1) AS r
          FROM (SELECT array_agg(x ORDER BY x) AS s FROM unnest(list) AS u(x) WHERE x IS NOT NULL) AS sorted) AS placed
$$;
CREATE OR REPLACE FUNCTION sct.percentile_cont(list timestamp[], fraction numeric) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT s[floor(r)::integer] + (r - floor(r))::double precision * (s[ceil(r)::integer] - s[floor(r)::integer])
  FROM (SELECT s, 1 + fraction * (cardinality(s) - 1) AS r
          FROM (SELECT array_agg(x ORDER BY x) AS s FROM unnest(list) AS u(x) WHERE x IS NOT NULL) AS sorted) AS placed
$$;
