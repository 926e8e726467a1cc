-- name: array_within
-- signature: array_within(anyarray, integer) returns anyarray
-- source: Oracle Database PL/SQL Language Reference, Varrays (Variable-Size Arrays)
-- why: a constructor that is given more elements than its varray holds raises SUBSCRIPT_OUTSIDE_LIMIT
-- needs: array_error
-- example: sct.array_within(ARRAY[10, 20], 2) => {10,20}
-- example: sct.array_within(ARRAY[10, 20], 1) => ERROR O051G: ORA-06532: Subscript outside of limit
CREATE OR REPLACE FUNCTION sct.array_within(a anyarray, lim integer) RETURNS anyarray
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  IF cardinality(a) > lim THEN
    PERFORM sct.array_error(cardinality(a), lim + 1, lim);
  END IF;
  RETURN a;
END
$$;
