-- name: keyed_get
-- signature: keyed_get(anyarray, integer) returns anyelement
-- source: Oracle Database PL/SQL Language Reference, Associative Arrays
-- why: the element of an associative array indexed by number, an array of (k, v) sorted by k
-- needs: keyed_at, keyed_error
-- example: (sct.keyed_get('{"(-5,a)","(7,)","(100,c)"}'::public.sct_example_item[], -5)).v => a
-- example: (sct.keyed_get('{"(-5,a)","(7,)","(100,c)"}'::public.sct_example_item[], 7)).v => <NULL>
-- example: (sct.keyed_get('{"(-5,a)","(7,)","(100,c)"}'::public.sct_example_item[], 8)).v => ERROR P0002: ORA-01403: no data found
-- example: (sct.keyed_get('{}'::public.sct_example_item[], 1)).v => ERROR P0002
-- example: (sct.keyed_get(NULL::public.sct_example_item[], 1)).v => ERROR P0002
-- example: (sct.keyed_get('{"(1,a)"}'::public.sct_example_item[], NULL)).v => ERROR 22P02
CREATE OR REPLACE FUNCTION sct.keyed_get(a anyarray, i integer) RETURNS anyelement
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE WHEN (a[sct.keyed_at(a, i)]).k = i THEN a[sct.keyed_at(a, i)] ELSE (array_append(a, NULL))[sct.keyed_error(i)] END
$$;
