-- name: multiset_in
-- signature: multiset_in(anyarray, anyarray) returns boolean
-- source: Oracle Database SQL Language Reference, SUBMULTISET Condition
-- why: whether the second has every element of the first at least as often
-- needs: multiset_except
-- example: sct.multiset_in(ARRAY[1, 2], ARRAY[2, 3, 1]) => true
-- example: sct.multiset_in(ARRAY[2, 2], ARRAY[2, 3, 1]) => false
-- example: sct.multiset_in('{}'::integer[], ARRAY[2]) => true
-- example: sct.multiset_in(NULL, ARRAY[2]) => <NULL>
CREATE OR REPLACE FUNCTION sct.multiset_in(a anyarray, b anyarray) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT cardinality(sct.multiset_except(a, b, false)) = 0
$$;
