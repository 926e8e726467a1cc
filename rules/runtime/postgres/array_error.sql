-- name: array_error
-- signature: array_error(integer, integer, integer) returns integer
-- source: Oracle Database PL/SQL Language Reference, Collection Exceptions
-- why: why element i of a collection of so many elements cannot be used: COLLECTION_IS_NULL, SUBSCRIPT_OUTSIDE_LIMIT, SUBSCRIPT_BEYOND_COUNT or VALUE_ERROR
-- example: sct.array_error(NULL, 1, NULL) => ERROR O051F: ORA-06531: Reference to uninitialized collection
-- example: sct.array_error(2, 0, NULL) => ERROR O051G: ORA-06532: Subscript outside of limit
-- example: sct.array_error(2, 4, 3) => ERROR O051G: ORA-06532: Subscript outside of limit
-- example: sct.array_error(2, 3, NULL) => ERROR 2202E: ORA-06533: Subscript beyond count
-- example: sct.array_error(2, NULL, NULL) => ERROR 22P02: ORA-06502: PL/SQL: numeric or value error: NULL index table key value
CREATE OR REPLACE FUNCTION sct.array_error(count integer, i integer, lim integer) RETURNS integer
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1 AS $$
BEGIN
  IF count IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'O051F', MESSAGE = 'ORA-06531: Reference to uninitialized collection';
  ELSIF i IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = '22P02', MESSAGE = 'ORA-06502: PL/SQL: numeric or value error: NULL index table key value';
  ELSIF i < 1 OR i > lim THEN
    RAISE EXCEPTION USING ERRCODE = 'O051G', MESSAGE = 'ORA-06532: Subscript outside of limit';
  END IF;
  RAISE EXCEPTION USING ERRCODE = '2202E', MESSAGE = 'ORA-06533: Subscript beyond count';
END
$$;
