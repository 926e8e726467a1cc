-- name: item_prior
-- signature: item_prior(anyarray, integer) returns integer
-- source: Oracle Database PL/SQL Language Reference, PRIOR and NEXT Collection Methods
-- why: the subscript of the element before i that is not deleted, or NULL
-- needs: array_error
-- example: sct.item_prior('{"(1,a)",NULL,"(3,)"}'::public.sct_example_item[], 3) => 1
-- example: sct.item_prior('{"(1,a)",NULL,"(3,)"}'::public.sct_example_item[], 1) => <NULL>
-- example: sct.item_prior('{"(1,a)",NULL}'::public.sct_example_item[], 99) => 1
-- example: sct.item_prior(NULL::public.sct_example_item[], 1) => ERROR O051F
CREATE OR REPLACE FUNCTION sct.item_prior(a anyarray, i integer) RETURNS integer
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  IF a IS NULL THEN
    PERFORM sct.array_error(cardinality(a), 1, NULL);
  ELSIF i <= 1 THEN
    RETURN NULL;
  END IF;
  FOR j IN REVERSE least(i - 1, cardinality(a)) .. 1 LOOP
    IF a[j] IS DISTINCT FROM NULL THEN
      RETURN j;
    END IF;
  END LOOP;
  RETURN NULL;
END
$$;
