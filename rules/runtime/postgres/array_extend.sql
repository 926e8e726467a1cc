-- name: array_extend
-- signature: array_extend(anyarray) returns integer
-- signature: array_extend(anyarray, integer) returns integer
-- source: Oracle Database PL/SQL Language Reference, EXTEND Collection Method
-- why: the subscript of the element EXTEND adds; assigning to it keeps the array in place, which array_append in a function could not
-- needs: array_error
-- example: sct.array_extend(ARRAY[10, 20]) => 3
-- example: sct.array_extend('{}'::integer[]) => 1
-- example: sct.array_extend(ARRAY[10, 20], 2) => ERROR O051G
-- example: sct.array_extend(NULL::integer[]) => ERROR O051F
CREATE OR REPLACE FUNCTION sct.array_extend(a anyarray) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a IS NULL THEN sct.array_error(cardinality(a), 1, NULL) ELSE cardinality(a) + 1 END
$$;
CREATE OR REPLACE FUNCTION sct.array_extend(a anyarray, lim integer) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a IS NULL OR cardinality(a) >= lim THEN sct.array_error(cardinality(a), lim + 1, lim) ELSE cardinality(a) + 1 END
$$;
