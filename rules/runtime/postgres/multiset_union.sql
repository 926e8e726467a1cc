-- name: multiset_union
-- signature: multiset_union(anyarray, anyarray, boolean) returns anyarray
-- source: Oracle Database SQL Language Reference, MULTISET UNION
-- why: the elements of both; without duplicates when the third argument says DISTINCT; NULL when one of them is NULL
-- needs: multiset_set
-- example: sct.multiset_union(ARRAY[1, 2, 2], ARRAY[2, 3], false) => {1,2,2,2,3}
-- example: sct.multiset_union(ARRAY[1, 2, 2], ARRAY[2, 3], true) => {1,2,3}
-- example: sct.multiset_union(ARRAY[1], NULL, false) => <NULL>
CREATE OR REPLACE FUNCTION sct.multiset_union(a anyarray, b anyarray, is_distinct boolean) RETURNS anyarray
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN is_distinct THEN sct.multiset_set(array_cat(a, b)) ELSE array_cat(a, b) END
$$;
