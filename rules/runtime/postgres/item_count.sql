-- name: item_count
-- signature: item_count(anyarray) returns integer
-- source: Oracle Database PL/SQL Language Reference, COUNT Collection Method
-- why: the elements that are not deleted (NULL items are)
-- needs: array_error
-- example: sct.item_count('{"(1,a)",NULL,"(3,)"}'::public.sct_example_item[]) => 2
-- example: sct.item_count('{}'::public.sct_example_item[]) => 0
-- example: sct.item_count(NULL::public.sct_example_item[]) => ERROR O051F
CREATE OR REPLACE FUNCTION sct.item_count(a anyarray) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a IS NULL THEN sct.array_error(cardinality(a), 1, NULL) ELSE cardinality(a) - cardinality(array_positions(a, NULL)) END
$$;
