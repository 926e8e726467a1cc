-- name: array_last
-- signature: array_last(anyarray) returns integer
-- source: Oracle Database PL/SQL Language Reference, FIRST and LAST Collection Methods
-- why: the last subscript, or NULL when there is no element; a collection that is NULL is an error
-- needs: array_error
-- example: sct.array_last(ARRAY['a', 'b']) => 2
-- example: sct.array_last('{}'::text[]) => <NULL>
-- example: sct.array_last(NULL::text[]) => ERROR O051F
CREATE OR REPLACE FUNCTION sct.array_last(a anyarray) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a IS NULL THEN sct.array_error(cardinality(a), 1, NULL) WHEN cardinality(a) > 0 THEN cardinality(a) END
$$;
