-- name: keyed_next
-- signature: keyed_next(anyarray, integer) returns integer
-- source: Oracle Database PL/SQL Language Reference, PRIOR and NEXT Collection Methods
-- why: the key after i, or NULL; i itself need not exist
-- needs: keyed_at
-- example: sct.keyed_next('{"(-5,a)","(7,)","(100,c)"}'::public.sct_example_item[], 7) => 100
-- example: sct.keyed_next('{"(-5,a)","(7,)","(100,c)"}'::public.sct_example_item[], 9) => 100
-- example: sct.keyed_next('{"(-5,a)","(7,)","(100,c)"}'::public.sct_example_item[], 100) => <NULL>
-- example: sct.keyed_next('{"(-5,a)","(7,)"}'::public.sct_example_item[], -2147483648) => -5
-- example: sct.keyed_next('{"(-5,a)"}'::public.sct_example_item[], NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.keyed_next(a anyarray, i integer) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE WHEN i IS NOT NULL THEN (a[sct.keyed_at(a, i) + ((a[sct.keyed_at(a, i)]).k = i)::integer]).k END
$$;
