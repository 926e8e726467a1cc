-- name: item_get
-- signature: item_get(anyarray, integer) returns anyelement
-- signature: item_get(anyarray, integer, integer) returns anyelement
-- source: Oracle Database PL/SQL Language Reference, Collection Variables and DELETE Collection Method
-- why: an element of a collection whose elements can be deleted: a NULL item is a deleted element, reading it is NO_DATA_FOUND
-- needs: item_error
-- example: (sct.item_get('{"(1,a)"}'::public.sct_example_item[], 1)).v => a
-- example: (sct.item_get('{"(1,)"}'::public.sct_example_item[], 1)).v => <NULL>
-- example: (sct.item_get('{"(1,a)",NULL}'::public.sct_example_item[], 2)).v => ERROR P0002: ORA-01403: no data found
-- example: (sct.item_get('{"(1,a)",NULL}'::public.sct_example_item[], 3)).v => ERROR 2202E
-- example: (sct.item_get(NULL::public.sct_example_item[], 3)).v => ERROR O051F
CREATE OR REPLACE FUNCTION sct.item_get(a anyarray, i integer) RETURNS anyelement
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a[i] IS DISTINCT FROM NULL AND i > 0 THEN a[i] ELSE (array_append(a, NULL))[sct.item_error(cardinality(a), i, NULL)] END
$$;
CREATE OR REPLACE FUNCTION sct.item_get(a anyarray, i integer, lim integer) RETURNS anyelement
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a[i] IS DISTINCT FROM NULL AND i > 0 THEN a[i] ELSE (array_append(a, NULL))[sct.item_error(cardinality(a), i, lim)] END
$$;
