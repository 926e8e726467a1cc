-- name: object_filled
-- signature: object_filled(anyelement) returns boolean
-- source: Oracle Database PL/SQL Language Reference, Predefined Exceptions (ACCESS_INTO_NULL)
-- why: an attribute of an object that is NULL cannot be assigned to; one whose attributes are all NULL is not NULL
-- example: sct.object_filled('(1,)'::public.sct_example_item) => true
-- example: sct.object_filled('(,)'::public.sct_example_item) => true
-- example: sct.object_filled(NULL::public.sct_example_item) => ERROR O051E: ORA-06530: Reference to uninitialized composite
CREATE OR REPLACE FUNCTION sct.object_filled(o anyelement) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  IF o IS NOT DISTINCT FROM NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'O051E', MESSAGE = 'ORA-06530: Reference to uninitialized composite';
  END IF;
  RETURN true;
END
$$;
