-- name: keyed_filled
-- signature: keyed_filled(anyarray, anyarray) returns anyarray
-- source: Oracle Database PL/SQL Language Reference, Qualified Expressions
-- why: elements in the order they were given, sorted by key; of two with one key the later counts; the first argument gives the type only
-- example: sct.keyed_filled(NULL::public.sct_example_item[], '{"(9,a)","(2,b)","(9,c)"}'::public.sct_example_item[]) => {"(2,b)","(9,c)"}
-- example: sct.keyed_filled(NULL::public.sct_example_item[], '{}'::public.sct_example_item[]) => {}
CREATE OR REPLACE FUNCTION sct.keyed_filled(type_only anyarray, items anyarray) RETURNS anyarray
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT coalesce(
  (SELECT array_agg(items[x.last] ORDER BY x.k)
   FROM (SELECT (items[n]).k AS k, max(n) AS last FROM generate_subscripts(items, 1) AS n GROUP BY 1) AS x),
  items[1:0])
$$;
