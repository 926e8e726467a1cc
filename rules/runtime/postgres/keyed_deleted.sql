-- name: keyed_deleted
-- signature: keyed_deleted(anyarray, integer, integer) returns anyarray
-- source: Oracle Database PL/SQL Language Reference, DELETE Collection Method
-- why: DELETE(m, n): without the elements whose keys are from m to n
-- needs: keyed_search
-- example: sct.keyed_deleted('{"(-5,a)","(7,b)","(8,c)","(100,d)"}'::public.sct_example_item[], 0, 50) => {"(-5,a)","(100,d)"}
-- example: sct.keyed_deleted('{"(-5,a)","(7,b)"}'::public.sct_example_item[], 8, 8) => {"(-5,a)","(7,b)"}
-- example: sct.keyed_deleted('{"(-5,a)","(7,b)"}'::public.sct_example_item[], -5, 2147483647) => {}
-- example: sct.keyed_deleted('{"(-5,a)"}'::public.sct_example_item[], NULL, 8) => {"(-5,a)"}
-- example: sct.keyed_deleted('{"(-5,a)"}'::public.sct_example_item[], 8, -8) => {"(-5,a)"}
CREATE OR REPLACE FUNCTION sct.keyed_deleted(a anyarray, low integer, high integer) RETURNS anyarray
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  first integer;
  behind integer;
BEGIN
  IF low IS NULL OR high IS NULL OR low > high OR coalesce(cardinality(a), 0) = 0 THEN
    RETURN a;
  END IF;
  first := sct.keyed_search(a, low);
  behind := CASE WHEN high = 2147483647 THEN cardinality(a) + 1 ELSE sct.keyed_search(a, high + 1) END;
  IF first < behind THEN
    a := array_cat(a[1 : first - 1], a[behind : cardinality(a)]);
  END IF;
  RETURN a;
END
$$;
