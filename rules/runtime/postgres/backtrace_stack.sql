-- name: backtrace_stack
-- signature: backtrace_stack(text) returns text[]
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_CALL_STACK.BACKTRACE_DEPTH, BACKTRACE_LINE, BACKTRACE_UNIT
-- why: what DBMS_UTILITY.FORMAT_ERROR_BACKTRACE says, the other way round: where the error was raised comes last
-- example: sct.backtrace_stack(E'ORA-06512: at "P.B", line 7\nORA-06512: at "P.A", line 3') => {"P.A 3","P.B 7"}
-- example: sct.backtrace_stack(NULL) => {}
CREATE OR REPLACE FUNCTION sct.backtrace_stack(backtrace text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT ARRAY(SELECT m[1] || ' ' || m[2] FROM regexp_matches(backtrace, 'at "([^"]*)", line ([0-9]+)', 'g') WITH ORDINALITY AS t (m, n) ORDER BY n DESC)
$$;
