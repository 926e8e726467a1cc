-- name: array_get
-- signature: array_get(anyarray, integer) returns anyelement
-- signature: array_get(anyarray, integer, integer) returns anyelement
-- source: Oracle Database PL/SQL Language Reference, Collection Variables and Collection Exceptions
-- why: an element of a nested table or (with its limit) of a varray; PostgreSQL gives NULL where Oracle raises
-- needs: array_error
-- example: sct.array_get(ARRAY[10, 20], 2) => 20
-- example: sct.array_get(ARRAY[10, NULL], 2) => <NULL>
-- example: sct.array_get(ARRAY[10, 20], 3) => ERROR 2202E: ORA-06533: Subscript beyond count
-- example: sct.array_get(ARRAY[10, 20], 3, 2) => ERROR O051G
-- example: sct.array_get(ARRAY[10, 20], 0) => ERROR O051G
-- example: sct.array_get(NULL::integer[], 1) => ERROR O051F
CREATE OR REPLACE FUNCTION sct.array_get(a anyarray, i integer) RETURNS anyelement
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE WHEN i BETWEEN 1 AND cardinality(a) THEN a[i] ELSE (array_append(a, NULL))[sct.array_error(cardinality(a), i, NULL)] END
$$;
CREATE OR REPLACE FUNCTION sct.array_get(a anyarray, i integer, lim integer) RETURNS anyelement
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE WHEN i BETWEEN 1 AND cardinality(a) THEN a[i] ELSE (array_append(a, NULL))[sct.array_error(cardinality(a), i, lim)] END
$$;
