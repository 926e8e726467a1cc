-- name: array_extended
-- signature: array_extended(anyarray, integer, anyelement, integer) returns anyarray
-- source: Oracle Database PL/SQL Language Reference, EXTEND Collection Method
-- why: EXTEND(n) and EXTEND(n, i): n more elements, each the one given
-- needs: array_error
-- example: sct.array_extended(ARRAY[10, 20], 2, NULL::integer, NULL) => {10,20,NULL,NULL}
-- example: sct.array_extended(ARRAY[10, 20], 2, 10, NULL) => {10,20,10,10}
-- example: sct.array_extended('{}'::integer[], 0, NULL::integer, NULL) => {}
-- example: sct.array_extended(ARRAY[10, 20], 2, NULL::integer, 3) => ERROR O051G
-- example: sct.array_extended(NULL::integer[], 1, NULL::integer, NULL) => ERROR O051F
CREATE OR REPLACE FUNCTION sct.array_extended(a anyarray, n integer, e anyelement, lim integer) RETURNS anyarray
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  IF a IS NULL OR cardinality(a) + n > lim THEN
    PERFORM sct.array_error(cardinality(a), lim + 1, lim);
  END IF;
  IF coalesce(n, 0) <= 0 THEN
    RETURN a;
  END IF;
  RETURN a || array_fill(e, ARRAY[n]);
END
$$;
