-- name: keyed_last
-- signature: keyed_last(anyarray) returns integer
-- source: Oracle Database PL/SQL Language Reference, FIRST and LAST Collection Methods
-- why: the highest key, or NULL
-- example: sct.keyed_last('{"(-5,a)","(7,)"}'::public.sct_example_item[]) => 7
-- example: sct.keyed_last('{}'::public.sct_example_item[]) => <NULL>
CREATE OR REPLACE FUNCTION sct.keyed_last(a anyarray) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT (a[cardinality(a)]).k
$$;
