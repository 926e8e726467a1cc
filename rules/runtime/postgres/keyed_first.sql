-- name: keyed_first
-- signature: keyed_first(anyarray) returns integer
-- source: Oracle Database PL/SQL Language Reference, FIRST and LAST Collection Methods
-- why: the lowest key, or NULL
-- example: sct.keyed_first('{"(-5,a)","(7,)"}'::public.sct_example_item[]) => -5
-- example: sct.keyed_first('{}'::public.sct_example_item[]) => <NULL>
CREATE OR REPLACE FUNCTION sct.keyed_first(a anyarray) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT (a[1]).k
$$;
