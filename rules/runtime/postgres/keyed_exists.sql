-- name: keyed_exists
-- signature: keyed_exists(anyarray, integer) returns boolean
-- source: Oracle Database PL/SQL Language Reference, EXISTS Collection Method
-- why: whether there is an element of key i
-- needs: keyed_at
-- example: sct.keyed_exists('{"(-5,a)","(7,)"}'::public.sct_example_item[], 7) => true
-- example: sct.keyed_exists('{"(-5,a)","(7,)"}'::public.sct_example_item[], 0) => false
-- example: sct.keyed_exists('{}'::public.sct_example_item[], 0) => false
-- example: sct.keyed_exists('{"(1,a)"}'::public.sct_example_item[], NULL) => false
CREATE OR REPLACE FUNCTION sct.keyed_exists(a anyarray, i integer) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE WHEN i IS NULL THEN false ELSE coalesce((a[sct.keyed_at(a, i)]).k = i, false) END
$$;
