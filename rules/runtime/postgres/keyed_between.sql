-- name: keyed_between
-- signature: keyed_between(anyarray, integer) returns boolean
-- source: Oracle Database PL/SQL Language Reference, Associative Arrays
-- why: whether there is no element of key i and it would not be the last one: room has to be made for it
-- needs: keyed_at
-- example: sct.keyed_between('{"(5,a)","(9,b)"}'::public.sct_example_item[], 6) => true
-- example: sct.keyed_between('{"(5,a)","(9,b)"}'::public.sct_example_item[], 9) => false
-- example: sct.keyed_between('{"(5,a)","(9,b)"}'::public.sct_example_item[], 10) => false
-- example: sct.keyed_between('{}'::public.sct_example_item[], 10) => false
CREATE OR REPLACE FUNCTION sct.keyed_between(a anyarray, i integer) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT coalesce(i < (a[cardinality(a)]).k AND (a[sct.keyed_at(a, i)]).k <> i, false)
$$;
