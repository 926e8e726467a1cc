-- name: item_error
-- signature: item_error(integer, integer, integer) returns integer
-- source: Oracle Database PL/SQL Language Reference, Collection Exceptions
-- why: why item i cannot be read: inside the collection it was deleted, which is NO_DATA_FOUND
-- needs: array_error
-- example: sct.item_error(3, 2, NULL) => ERROR P0002: ORA-01403: no data found
-- example: sct.item_error(3, 4, NULL) => ERROR 2202E
-- example: sct.item_error(NULL, 4, NULL) => ERROR O051F
CREATE OR REPLACE FUNCTION sct.item_error(count integer, i integer, lim integer) RETURNS integer
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1 AS $$
BEGIN
  IF i BETWEEN 1 AND count THEN
    RAISE EXCEPTION USING ERRCODE = 'P0002', MESSAGE = 'ORA-01403: no data found';
  END IF;
  RETURN sct.array_error(count, i, lim);
END
$$;
