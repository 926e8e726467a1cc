-- name: array_index
-- signature: array_index(anyarray, integer) returns integer
-- signature: array_index(anyarray, integer, integer) returns integer
-- source: Oracle Database PL/SQL Language Reference, Collection Exceptions
-- why: the subscript of an element that is assigned to; there must be one (PostgreSQL would make it)
-- needs: array_error
-- example: sct.array_index(ARRAY[10, 20], 2) => 2
-- example: sct.array_index(ARRAY[10, 20], 3) => ERROR 2202E
-- example: sct.array_index(ARRAY[10, 20], 3, 2) => ERROR O051G
-- example: sct.array_index(NULL::integer[], 1) => ERROR O051F
CREATE OR REPLACE FUNCTION sct.array_index(a anyarray, i integer) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE WHEN i BETWEEN 1 AND cardinality(a) THEN i ELSE sct.array_error(cardinality(a), i, NULL) END
$$;
CREATE OR REPLACE FUNCTION sct.array_index(a anyarray, i integer, lim integer) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE WHEN i BETWEEN 1 AND cardinality(a) THEN i ELSE sct.array_error(cardinality(a), i, lim) END
$$;
