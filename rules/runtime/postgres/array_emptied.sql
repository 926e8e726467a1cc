-- name: array_emptied
-- signature: array_emptied(anyarray) returns anyarray
-- source: Oracle Database PL/SQL Language Reference, DELETE Collection Method
-- why: DELETE without an argument: no elements, but not NULL
-- needs: array_error
-- example: sct.array_emptied(ARRAY[1, 2, 3]) => {}
-- example: sct.array_emptied('{}'::integer[]) => {}
-- example: sct.array_emptied(NULL::integer[]) => ERROR O051F
CREATE OR REPLACE FUNCTION sct.array_emptied(a anyarray) RETURNS anyarray
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  IF a IS NULL THEN
    PERFORM sct.array_error(cardinality(a), 1, NULL);
  END IF;
  RETURN a[1:0];
END
$$;
