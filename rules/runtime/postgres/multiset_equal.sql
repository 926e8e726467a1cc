-- name: multiset_equal
-- signature: multiset_equal(anyarray, anyarray) returns boolean
-- source: Oracle Database PL/SQL Language Reference, Comparing Nested Tables
-- why: nested tables are equal when they have the same elements as often, in any order
-- needs: multiset_except
-- example: sct.multiset_equal(ARRAY[1, 2, 3], ARRAY[3, 1, 2]) => true
-- example: sct.multiset_equal(ARRAY[1, 1], ARRAY[1, 2]) => false
-- example: sct.multiset_equal(ARRAY[1, 1], ARRAY[1]) => false
-- example: sct.multiset_equal(ARRAY[1], NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.multiset_equal(a anyarray, b anyarray) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT cardinality(a) = cardinality(b) AND cardinality(sct.multiset_except(a, b, false)) = 0
$$;
