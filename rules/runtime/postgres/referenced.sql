-- name: referenced
-- signature: referenced(anyelement) returns anyelement
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_REF
-- why: a reference that is NULL or leads to nothing is an error there, no NULL
-- example: sct.referenced('a'::text) => a
-- example: sct.referenced(NULL::text) => ERROR P0002: ORA-01403: no data found
CREATE OR REPLACE FUNCTION sct.referenced(object anyelement) RETURNS anyelement
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF object IS NOT DISTINCT FROM NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'P0002', MESSAGE = 'ORA-01403: no data found';
  END IF;
  RETURN object;
END
$$;
