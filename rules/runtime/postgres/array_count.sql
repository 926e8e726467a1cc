-- name: array_count
-- signature: array_count(anyarray) returns integer
-- source: Oracle Database PL/SQL Language Reference, COUNT Collection Method
-- why: COUNT of a collection that is NULL raises COLLECTION_IS_NULL
-- needs: array_error
-- example: sct.array_count(ARRAY[10, NULL]) => 2
-- example: sct.array_count('{}'::text[]) => 0
-- example: sct.array_count(NULL::text[]) => ERROR O051F
CREATE OR REPLACE FUNCTION sct.array_count(a anyarray) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a IS NULL THEN sct.array_error(cardinality(a), 1, NULL) ELSE cardinality(a) END
$$;
