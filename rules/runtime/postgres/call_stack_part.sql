-- name: call_stack_part
-- signature: call_stack_part(text[], numeric, boolean) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_CALL_STACK.SUBPROGRAM, UNIT_LINE; Error Messages, ORA-64610
-- why: the name or the line at a depth, counted from 1; a depth that is none is an error
-- needs: ora_sqlstate
-- example: sct.call_stack_part('{P.B 7,P.A 3}', 2, false) => P.A
-- example: sct.call_stack_part('{P.B 7,P.A 3}', 1, true) => 7
-- example: sct.call_stack_part('{P.B 7}', 2, false) => ERROR O1DUQ: ORA-64610: bad depth indicator
CREATE OR REPLACE FUNCTION sct.call_stack_part(stack text[], depth numeric, line boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF depth IS NULL OR depth < 1 OR depth > cardinality(stack) THEN
    RAISE EXCEPTION USING ERRCODE = sct.ora_sqlstate(-64610), MESSAGE = 'ORA-64610: bad depth indicator';
  END IF;
  RETURN split_part(stack[trunc(depth)::integer], ' ', CASE WHEN line THEN 2 ELSE 1 END);
END
$$;
