-- name: array_next
-- signature: array_next(anyarray, integer) returns integer
-- source: Oracle Database PL/SQL Language Reference, PRIOR and NEXT Collection Methods
-- why: the subscript after i, or NULL; i itself need not exist
-- needs: array_error
-- example: sct.array_next(ARRAY['a', 'b'], 1) => 2
-- example: sct.array_next(ARRAY['a', 'b'], 2) => <NULL>
-- example: sct.array_next(ARRAY['a', 'b'], -7) => 1
-- example: sct.array_next(NULL::text[], 1) => ERROR O051F
CREATE OR REPLACE FUNCTION sct.array_next(a anyarray, i integer) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a IS NULL THEN sct.array_error(cardinality(a), 1, NULL) WHEN i < cardinality(a) THEN greatest(i, 0) + 1 END
$$;
