-- name: array_first
-- signature: array_first(anyarray) returns integer
-- source: Oracle Database PL/SQL Language Reference, FIRST and LAST Collection Methods
-- why: 1, or NULL when there is no element; a collection that is NULL is an error
-- needs: array_error
-- example: sct.array_first(ARRAY['a', 'b']) => 1
-- example: sct.array_first('{}'::text[]) => <NULL>
-- example: sct.array_first(NULL::text[]) => ERROR O051F
CREATE OR REPLACE FUNCTION sct.array_first(a anyarray) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a IS NULL THEN sct.array_error(cardinality(a), 1, NULL) WHEN cardinality(a) > 0 THEN 1 END
$$;
