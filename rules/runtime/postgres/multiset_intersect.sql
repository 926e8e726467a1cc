-- name: multiset_intersect
-- signature: multiset_intersect(anyarray, anyarray, boolean) returns anyarray
-- signature: multiset_intersect(anyarray, anyarray, boolean, anycompatiblearray, anycompatiblearray) returns anyarray
-- source: Oracle Database SQL Language Reference, MULTISET INTERSECT
-- why: the elements common to both, as often as the one that has them less often; once with DISTINCT
-- example: sct.multiset_intersect(ARRAY[1, 2, 2, 3, 2], ARRAY[2, 3, 3, 2], false) => {2,2,3}
-- example: sct.multiset_intersect(ARRAY[1, 2, 2, 3], ARRAY[2, 3, 3, 2], true) => {2,3}
-- example: sct.multiset_intersect(ARRAY[1], ARRAY[2], false) => {}
-- example: sct.multiset_intersect(ARRAY[1], NULL, false) => <NULL>
-- example: sct.multiset_intersect(ARRAY['a', 'B', 'A'], ARRAY['b', 'A'], false, ARRAY[1, 2, 1], ARRAY[2, 1]) => {a,B}
-- example: sct.multiset_intersect(ARRAY['a', 'B'], NULL, false, ARRAY[1, 2], NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.multiset_intersect(a anyarray, b anyarray, is_distinct boolean) RETURNS anyarray
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN ARRAY(
  SELECT a[q.i]
  FROM (SELECT i, row_number() OVER (PARTITION BY a[i] ORDER BY i) AS n FROM generate_subscripts(a, 1) AS i) AS q
  WHERE q.n <= (SELECT CASE WHEN is_distinct THEN least(count(*), 1) ELSE count(*) END
                FROM generate_subscripts(b, 1) AS j WHERE b[j] IS NOT DISTINCT FROM a[q.i])
  ORDER BY q.i) END
$$;
CREATE OR REPLACE FUNCTION sct.multiset_intersect(a anyarray, b anyarray, is_distinct boolean, keys anycompatiblearray, keys_b anycompatiblearray) RETURNS anyarray
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN ARRAY(
  SELECT a[q.i]
  FROM (SELECT i, row_number() OVER (PARTITION BY keys[i] ORDER BY i) AS n FROM generate_subscripts(a, 1) AS i) AS q
  WHERE q.n <= (SELECT CASE WHEN is_distinct THEN least(count(*), 1) ELSE count(*) END
                FROM generate_subscripts(b, 1) AS j WHERE keys_b[j] IS NOT DISTINCT FROM keys[q.i])
  ORDER BY q.i) END
$$;
