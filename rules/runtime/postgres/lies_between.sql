-- name: lies_between
-- signature: lies_between(anycompatible, anycompatible, anycompatible) returns boolean
-- source: Oracle Database PL/SQL Language Reference, BETWEEN Operator
-- why: native BETWEEN writes its first operand out twice, which is noticed where computing it does something
-- example: sct.lies_between(2, 1, 3) => true
-- example: sct.lies_between(2, 2.5, 3) => false
-- example: sct.lies_between('b'::text, 'a', 'c') => true
-- example: sct.lies_between(NULL, 1, 3) => <NULL>
-- example: sct.lies_between(0, 1, NULL) => false
CREATE OR REPLACE FUNCTION sct.lies_between(a anycompatible, low anycompatible, high anycompatible) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN a BETWEEN low AND high;
END
$$;
