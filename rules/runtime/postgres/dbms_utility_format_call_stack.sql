-- name: dbms_utility_format_call_stack
-- signature: dbms_utility_format_call_stack() returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_UTILITY.FORMAT_CALL_STACK
-- why: PostgreSQL's own call stack, without this function; the layout is not Oracle's
-- example: coalesce(sct.dbms_utility_format_call_stack(), 'top') => top
CREATE OR REPLACE FUNCTION sct.dbms_utility_format_call_stack() RETURNS text
LANGUAGE plpgsql VOLATILE PARALLEL SAFE AS $$
DECLARE
  stack text;
BEGIN
  GET DIAGNOSTICS stack = PG_CONTEXT;
  RETURN nullif(regexp_replace(stack, E'^[^\n]*\n?', ''), '');
END
$$;
