-- name: item_next
-- signature: item_next(anyarray, integer) returns integer
-- source: Oracle Database PL/SQL Language Reference, PRIOR and NEXT Collection Methods
-- why: the subscript of the next element that is not deleted, or NULL
-- needs: array_error
-- example: sct.item_next('{"(1,a)",NULL,"(3,)"}'::public.sct_example_item[], 1) => 3
-- example: sct.item_next('{"(1,a)",NULL,"(3,)"}'::public.sct_example_item[], 3) => <NULL>
-- example: sct.item_next('{"(1,a)",NULL}'::public.sct_example_item[], 1) => <NULL>
-- example: sct.item_next(NULL::public.sct_example_item[], 1) => ERROR O051F
CREATE OR REPLACE FUNCTION sct.item_next(a anyarray, i integer) RETURNS integer
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  IF a IS NULL THEN
    PERFORM sct.array_error(cardinality(a), 1, NULL);
  ELSIF i >= cardinality(a) THEN
    RETURN NULL;
  END IF;
  FOR j IN greatest(i, 0) + 1 .. cardinality(a) LOOP
    IF a[j] IS DISTINCT FROM NULL THEN
      RETURN j;
    END IF;
  END LOOP;
  RETURN NULL;
END
$$;
