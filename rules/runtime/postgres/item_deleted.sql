-- name: item_deleted
-- signature: item_deleted(anyarray, integer, integer) returns anyarray
-- source: Oracle Database PL/SQL Language Reference, DELETE Collection Method
-- why: DELETE(m, n) of a nested table: the elements are gone, their places stay
-- needs: array_error
-- example: sct.item_deleted('{"(1,a)","(2,b)","(3,c)"}'::public.sct_example_item[], 2, 9) => {"(1,a)",NULL,NULL}
-- example: sct.item_deleted('{"(1,a)","(2,b)"}'::public.sct_example_item[], 2, 1) => {"(1,a)","(2,b)"}
-- example: sct.item_deleted('{"(1,a)"}'::public.sct_example_item[], NULL, 1) => {"(1,a)"}
-- example: sct.item_deleted(NULL::public.sct_example_item[], 1, 1) => ERROR O051F
CREATE OR REPLACE FUNCTION sct.item_deleted(a anyarray, low integer, high integer) RETURNS anyarray
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  IF a IS NULL THEN
    PERFORM sct.array_error(cardinality(a), 1, NULL);
  ELSIF low IS NOT NULL AND high IS NOT NULL THEN
    FOR i IN greatest(low, 1) .. least(high, cardinality(a)) LOOP
      a[i] := NULL;
    END LOOP;
  END IF;
  RETURN a;
END
$$;
