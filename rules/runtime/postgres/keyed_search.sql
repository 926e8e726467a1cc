-- name: keyed_search
-- signature: keyed_search(anyarray, integer) returns integer
-- source: Oracle Database PL/SQL Language Reference, Associative Arrays
-- why: the position of the first element whose key is at least i, in an array of (k, v) sorted by k; one behind the last when there is none
-- example: sct.keyed_search('{"(-5,a)","(7,b)","(100,c)"}'::public.sct_example_item[], 7) => 2
-- example: sct.keyed_search('{"(-5,a)","(7,b)","(100,c)"}'::public.sct_example_item[], 8) => 3
-- example: sct.keyed_search('{"(-5,a)","(7,b)","(100,c)"}'::public.sct_example_item[], 2147483647) => 4
-- example: sct.keyed_search('{}'::public.sct_example_item[], 1) => 1
-- example: sct.keyed_search(NULL::public.sct_example_item[], 1) => 1
-- example: sct.keyed_search('{"(1,a)"}'::public.sct_example_item[], NULL) => ERROR 22P02: ORA-06502: PL/SQL: numeric or value error: NULL index table key value
CREATE OR REPLACE FUNCTION sct.keyed_search(a anyarray, i integer) RETURNS integer
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1 AS $$
DECLARE
  low integer := 1;
  high integer := coalesce(cardinality(a), 0);
  middle integer;
BEGIN
  IF i IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = '22P02', MESSAGE = 'ORA-06502: PL/SQL: numeric or value error: NULL index table key value';
  END IF;
  WHILE low <= high LOOP
    middle := (low + high) / 2;
    IF (a[middle]).k < i THEN
      low := middle + 1;
    ELSE
      high := middle - 1;
    END IF;
  END LOOP;
  RETURN low;
END
$$;
