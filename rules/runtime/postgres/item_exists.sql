-- name: item_exists
-- signature: item_exists(anyarray, integer) returns boolean
-- source: Oracle Database PL/SQL Language Reference, EXISTS Collection Method
-- why: whether element i is there and not deleted; never an error
-- example: sct.item_exists('{"(1,)",NULL}'::public.sct_example_item[], 1) => true
-- example: sct.item_exists('{"(1,a)",NULL}'::public.sct_example_item[], 2) => false
-- example: sct.item_exists(NULL::public.sct_example_item[], 1) => false
CREATE OR REPLACE FUNCTION sct.item_exists(a anyarray, i integer) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT coalesce(i BETWEEN 1 AND cardinality(a) AND a[i] IS DISTINCT FROM NULL, false)
$$;
