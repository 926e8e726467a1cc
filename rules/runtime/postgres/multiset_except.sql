-- name: multiset_except
-- signature: multiset_except(anyarray, anyarray, boolean) returns anyarray
-- signature: multiset_except(anyarray, anyarray, boolean, anycompatiblearray, anycompatiblearray) returns anyarray
-- source: Oracle Database SQL Language Reference, MULTISET EXCEPT
-- why: the first without the elements of the second, each taken away as often as it is there; all of a kind with DISTINCT
-- example: sct.multiset_except(ARRAY[1, 2, 2, 3], ARRAY[2, 3, 3, 4], false) => {1,2}
-- example: sct.multiset_except(ARRAY[1, 2, 2, 3, 1], ARRAY[2, 3, 3, 4], true) => {1}
-- example: sct.multiset_except(ARRAY[1], ARRAY[1], false) => {}
-- example: sct.multiset_except(ARRAY[1], NULL, false) => <NULL>
-- example: sct.multiset_except(ARRAY['a', 'B', 'A', 'c'], ARRAY['b', 'A'], false, ARRAY[1, 2, 1, 3], ARRAY[2, 1]) => {A,c}
-- example: sct.multiset_except(ARRAY['a', 'B', 'A', 'c', 'C'], ARRAY['b', 'A'], true, ARRAY[1, 2, 1, 3, 3], ARRAY[2, 1]) => {c}
CREATE OR REPLACE FUNCTION sct.multiset_except(a anyarray, b anyarray, is_distinct boolean) RETURNS anyarray
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN ARRAY(
  SELECT a[q.i]
  FROM (SELECT i, row_number() OVER (PARTITION BY a[i] ORDER BY i) AS n FROM generate_subscripts(a, 1) AS i) AS q
  CROSS JOIN LATERAL (SELECT count(*) AS c FROM generate_subscripts(b, 1) AS j WHERE b[j] IS NOT DISTINCT FROM a[q.i]) AS r
  WHERE CASE WHEN is_distinct THEN r.c = 0 AND q.n = 1 ELSE q.n > r.c END
  ORDER BY q.i) END
$$;
CREATE OR REPLACE FUNCTION sct.multiset_except(a anyarray, b anyarray, is_distinct boolean, keys anycompatiblearray, keys_b anycompatiblearray) RETURNS anyarray
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN ARRAY(
  SELECT a[q.i]
  FROM (SELECT i, row_number() OVER (PARTITION BY keys[i] ORDER BY i) AS n FROM generate_subscripts(a, 1) AS i) AS q
  CROSS JOIN LATERAL (SELECT count(*) AS c FROM generate_subscripts(b, 1) AS j WHERE keys_b[j] IS NOT DISTINCT FROM keys[q.i]) AS r
  WHERE CASE WHEN is_distinct THEN r.c = 0 AND q.n = 1 ELSE q.n > r.c END
  ORDER BY q.i) END
$$;
