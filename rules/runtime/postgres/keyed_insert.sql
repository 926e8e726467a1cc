-- name: keyed_insert
-- signature: keyed_insert(anyarray, integer) returns anyarray
-- source: Oracle Database PL/SQL Language Reference, Associative Arrays
-- why: room for an element of key i between the others
-- needs: keyed_search
-- example: sct.keyed_insert('{"(5,a)","(9,b)"}'::public.sct_example_item[], 6) => {"(5,a)",NULL,"(9,b)"}
-- example: sct.keyed_insert('{"(5,a)","(9,b)"}'::public.sct_example_item[], 1) => {NULL,"(5,a)","(9,b)"}
CREATE OR REPLACE FUNCTION sct.keyed_insert(a anyarray, i integer) RETURNS anyarray
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  place integer := sct.keyed_search(a, i);
BEGIN
  a := array_cat(array_append(a[1 : place - 1], NULL), a[place : cardinality(a)]);
  RETURN a;
END
$$;
