-- name: item_first
-- signature: item_first(anyarray) returns integer
-- source: Oracle Database PL/SQL Language Reference, FIRST and LAST Collection Methods
-- why: the lowest subscript of an element that is not deleted, or NULL
-- needs: item_next
-- example: sct.item_first('{NULL,"(2,)"}'::public.sct_example_item[]) => 2
-- example: sct.item_first('{NULL}'::public.sct_example_item[]) => <NULL>
-- example: sct.item_first(NULL::public.sct_example_item[]) => ERROR O051F
CREATE OR REPLACE FUNCTION sct.item_first(a anyarray) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT sct.item_next(a, 0)
$$;
