-- name: keyed_at
-- signature: keyed_at(anyarray, integer) returns integer
-- source: Oracle Database PL/SQL Language Reference, Associative Arrays
-- why: as keyed_search; at once for keys without gaps and for the end, where most elements are read and added
-- needs: keyed_search
-- example: sct.keyed_at('{"(5,a)","(6,b)","(100,c)"}'::public.sct_example_item[], 6) => 2
-- example: sct.keyed_at('{"(5,a)","(6,b)","(100,c)"}'::public.sct_example_item[], 7) => 3
-- example: sct.keyed_at('{"(5,a)","(6,b)","(100,c)"}'::public.sct_example_item[], 101) => 4
-- example: sct.keyed_at('{"(-2147483648,a)"}'::public.sct_example_item[], 2147483647) => 2
-- example: sct.keyed_at('{}'::public.sct_example_item[], 1) => 1
-- example: sct.keyed_at('{}'::public.sct_example_item[], NULL) => ERROR 22P02
CREATE OR REPLACE FUNCTION sct.keyed_at(a anyarray, i integer) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE
  WHEN i > (a[cardinality(a)]).k THEN cardinality(a) + 1
  WHEN (a[CASE WHEN i::bigint - (a[1]).k BETWEEN 0 AND 100000000 THEN (i - (a[1]).k + 1) END]).k = i THEN i - (a[1]).k + 1
  ELSE sct.keyed_search(a, i) END
$$;
