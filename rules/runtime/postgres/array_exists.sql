-- name: array_exists
-- signature: array_exists(anyarray, integer) returns boolean
-- source: Oracle Database PL/SQL Language Reference, EXISTS Collection Method
-- why: whether there is an element i; never an error
-- example: sct.array_exists(ARRAY['a', NULL], 2) => true
-- example: sct.array_exists(ARRAY['a'], 2) => false
-- example: sct.array_exists(NULL::text[], 1) => false
-- example: sct.array_exists(ARRAY['a'], NULL) => false
CREATE OR REPLACE FUNCTION sct.array_exists(a anyarray, i integer) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT coalesce(i BETWEEN 1 AND cardinality(a), false)
$$;
