-- name: keyed_error
-- signature: keyed_error(integer) returns integer
-- source: Oracle Database PL/SQL Language Reference, Associative Arrays
-- why: reading an element that is not there is NO_DATA_FOUND
-- example: sct.keyed_error(7) => ERROR P0002: ORA-01403: no data found
-- example: sct.keyed_error(NULL) => ERROR 22P02
CREATE OR REPLACE FUNCTION sct.keyed_error(i integer) RETURNS integer
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1 AS $$
BEGIN
  IF i IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = '22P02', MESSAGE = 'ORA-06502: PL/SQL: numeric or value error: NULL index table key value';
  END IF;
  RAISE EXCEPTION USING ERRCODE = 'P0002', MESSAGE = 'ORA-01403: no data found';
END
$$;
