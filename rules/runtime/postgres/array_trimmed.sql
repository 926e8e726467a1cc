-- name: array_trimmed
-- signature: array_trimmed(anyarray, integer) returns anyarray
-- source: Oracle Database PL/SQL Language Reference, TRIM Collection Method
-- why: TRIM(n): without its last n elements; fewer than n is an error
-- needs: array_error
-- example: sct.array_trimmed(ARRAY[1, 2, 3], 2) => {1}
-- example: sct.array_trimmed(ARRAY[1, 2], 2) => {}
-- example: sct.array_trimmed(ARRAY[1, 2], 3) => ERROR 2202E
-- example: sct.array_trimmed(NULL::integer[], 1) => ERROR O051F
CREATE OR REPLACE FUNCTION sct.array_trimmed(a anyarray, n integer) RETURNS anyarray
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  IF a IS NULL OR n > cardinality(a) THEN
    PERFORM sct.array_error(cardinality(a), n, NULL);
  END IF;
  RETURN a[1 : cardinality(a) - greatest(coalesce(n, 0), 0)];
END
$$;
