-- name: array_prior
-- signature: array_prior(anyarray, integer) returns integer
-- source: Oracle Database PL/SQL Language Reference, PRIOR and NEXT Collection Methods
-- why: the subscript before i, or NULL; i itself need not exist
-- needs: array_error
-- example: sct.array_prior(ARRAY['a', 'b'], 2) => 1
-- example: sct.array_prior(ARRAY['a', 'b'], 1) => <NULL>
-- example: sct.array_prior(ARRAY['a', 'b'], 9) => 2
-- example: sct.array_prior('{}'::text[], 9) => <NULL>
-- example: sct.array_prior(NULL::text[], 1) => ERROR O051F
CREATE OR REPLACE FUNCTION sct.array_prior(a anyarray, i integer) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a IS NULL THEN sct.array_error(cardinality(a), 1, NULL) WHEN i > 1 AND cardinality(a) > 0 THEN least(i - 1, cardinality(a)) END
$$;
