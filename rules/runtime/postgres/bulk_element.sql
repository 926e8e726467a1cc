-- name: bulk_element
-- signature: bulk_element(boolean, integer) returns void
-- source: Oracle Database PL/SQL Language Reference, FORALL Statement: if a subscript lacks its element, ORA-22160
-- why: the element of a FORALL's turn has to be there
-- example: SELECT sct.bulk_element(true, 1) IS NULL => false
-- example: sct.bulk_element(false, 2) => ERROR O0H3K: ORA-22160: element at index [2] does not exist
CREATE OR REPLACE FUNCTION sct.bulk_element(there boolean, at integer) RETURNS void
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF there IS NOT TRUE THEN
    RAISE EXCEPTION USING ERRCODE = 'O0H3K', MESSAGE = 'ORA-22160: element at index [' || at || '] does not exist';
  END IF;
END
$$;
