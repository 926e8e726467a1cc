-- name: multiset_is_set
-- signature: multiset_is_set(anyarray) returns boolean
-- source: Oracle Database SQL Language Reference, IS A SET Condition
-- why: whether no element is there twice
-- needs: multiset_set
-- example: sct.multiset_is_set(ARRAY[1, 2]) => true
-- example: sct.multiset_is_set(ARRAY[1, 2, 1]) => false
-- example: sct.multiset_is_set('{}'::text[]) => true
-- example: sct.multiset_is_set(NULL::text[]) => <NULL>
CREATE OR REPLACE FUNCTION sct.multiset_is_set(a anyarray) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT cardinality(a) = cardinality(sct.multiset_set(a))
$$;
