-- name: item_last
-- signature: item_last(anyarray) returns integer
-- source: Oracle Database PL/SQL Language Reference, FIRST and LAST Collection Methods
-- why: the highest subscript of an element that is not deleted, or NULL
-- needs: item_prior
-- example: sct.item_last('{"(1,)",NULL}'::public.sct_example_item[]) => 1
-- example: sct.item_last('{NULL}'::public.sct_example_item[]) => <NULL>
-- example: sct.item_last(NULL::public.sct_example_item[]) => ERROR O051F
CREATE OR REPLACE FUNCTION sct.item_last(a anyarray) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT sct.item_prior(a, 2147483647)
$$;
