-- name: multiset_set
-- signature: multiset_set(anyarray) returns anyarray
-- signature: multiset_set(anyarray, anycompatiblearray) returns anyarray
-- source: Oracle Database SQL Language Reference, SET
-- why: a nested table without its duplicates, the first of each stays
-- example: sct.multiset_set(ARRAY[2, 3, 2, 1, 3]) => {2,3,1}
-- example: sct.multiset_set('{}'::integer[]) => {}
-- example: sct.multiset_set(NULL::integer[]) => <NULL>
-- example: sct.multiset_set(ARRAY['a', 'B', 'A'], ARRAY[1, 2, 1]) => {a,B}
-- example: sct.multiset_set(NULL::integer[], NULL::numeric[]) => <NULL>
CREATE OR REPLACE FUNCTION sct.multiset_set(a anyarray) RETURNS anyarray
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a IS NOT NULL THEN ARRAY(
  SELECT a[min(i)] FROM generate_subscripts(a, 1) AS i GROUP BY a[i] ORDER BY min(i)) END
$$;
CREATE OR REPLACE FUNCTION sct.multiset_set(a anyarray, keys anycompatiblearray) RETURNS anyarray
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a IS NOT NULL THEN ARRAY(
  SELECT a[min(i)] FROM generate_subscripts(a, 1) AS i GROUP BY keys[i] ORDER BY min(i)) END
$$;
