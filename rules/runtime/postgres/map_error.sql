-- name: map_error
-- signature: map_error(text) returns text
-- source: Oracle Database PL/SQL Language Reference, Associative Arrays
-- why: reading an element that is not there is NO_DATA_FOUND, a NULL key VALUE_ERROR
-- example: sct.map_error('a') => ERROR P0002: ORA-01403: no data found
-- example: sct.map_error(NULL) => ERROR 22P02: ORA-06502: PL/SQL: numeric or value error: NULL index table key value
-- example: sct.map_error('') => ERROR 22P02
CREATE OR REPLACE FUNCTION sct.map_error(key text) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1 AS $$
BEGIN
  IF key IS NULL OR key = '' THEN
    RAISE EXCEPTION USING ERRCODE = '22P02', MESSAGE = 'ORA-06502: PL/SQL: numeric or value error: NULL index table key value';
  END IF;
  RAISE EXCEPTION USING ERRCODE = 'P0002', MESSAGE = 'ORA-01403: no data found';
END
$$;
