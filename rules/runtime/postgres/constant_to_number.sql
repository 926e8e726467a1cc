-- name: constant_to_number
-- signature: constant_to_number(text) returns numeric
-- source: Oracle Database SQL Language Reference, CASE expressions (short-circuit evaluation), Implicit Data Conversion
-- why: a constant that is no number fails where it is computed; were this immutable, the planner would compute it, inside a CASE too
-- needs: text_to_num
-- example: sct.constant_to_number('1e3') => 1000
-- example: sct.constant_to_number('abc') => ERROR 22P02: ORA-01722: invalid number
-- example: (SELECT CASE WHEN g = 1 THEN 5 ELSE sct.constant_to_number('abc') END FROM generate_series(1, 1) AS g) => 5
CREATE OR REPLACE FUNCTION sct.constant_to_number(s text) RETURNS numeric
LANGUAGE plpgsql VOLATILE PARALLEL SAFE AS $$
BEGIN
  RETURN sct.text_to_num(s);
END
$$;
