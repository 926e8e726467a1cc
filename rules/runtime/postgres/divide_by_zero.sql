-- name: divide_by_zero
-- signature: divide_by_zero(numeric) returns numeric
-- source: Oracle Database SQL Language Reference, CASE expressions (short-circuit evaluation)
-- why: a quotient by the constant 0 must fail where it is computed; of constants alone the planner would compute it, inside a CASE too
-- example: sct.divide_by_zero(1) => ERROR 22012
-- example: sct.divide_by_zero(NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.divide_by_zero(a numeric) RETURNS numeric
LANGUAGE plpgsql VOLATILE PARALLEL SAFE AS $$
BEGIN
  RETURN a / 0;
END
$$;
