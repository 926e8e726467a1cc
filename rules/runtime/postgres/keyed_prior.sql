-- name: keyed_prior
-- signature: keyed_prior(anyarray, integer) returns integer
-- source: Oracle Database PL/SQL Language Reference, PRIOR and NEXT Collection Methods
-- why: the key before i, or NULL; i itself need not exist
-- needs: keyed_at
-- example: sct.keyed_prior('{"(-5,a)","(7,)","(100,c)"}'::public.sct_example_item[], 7) => -5
-- example: sct.keyed_prior('{"(-5,a)","(7,)","(100,c)"}'::public.sct_example_item[], 9) => 7
-- example: sct.keyed_prior('{"(-5,a)","(7,)"}'::public.sct_example_item[], -5) => <NULL>
-- example: sct.keyed_prior('{"(-5,a)","(7,)"}'::public.sct_example_item[], 2147483647) => 7
-- example: sct.keyed_prior('{"(-5,a)"}'::public.sct_example_item[], NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.keyed_prior(a anyarray, i integer) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE WHEN i IS NOT NULL THEN (a[sct.keyed_at(a, i) - 1]).k END
$$;
