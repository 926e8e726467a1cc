-- name: keyed_count
-- signature: keyed_count(anyarray) returns integer
-- source: Oracle Database PL/SQL Language Reference, COUNT Collection Method
-- why: an associative array is never NULL: nothing is no element
-- example: sct.keyed_count('{"(-5,a)","(7,)"}'::public.sct_example_item[]) => 2
-- example: sct.keyed_count('{}'::public.sct_example_item[]) => 0
-- example: sct.keyed_count(NULL::public.sct_example_item[]) => 0
CREATE OR REPLACE FUNCTION sct.keyed_count(a anyarray) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT coalesce(cardinality(a), 0)
$$;
