-- name: error_backtrace
-- signature: error_backtrace() returns text
-- source: Oracle Database PL/SQL Language Reference, DBMS_UTILITY.FORMAT_ERROR_BACKTRACE Function
-- why: asked outside a handler, it is about the error a calling routine is handling, or about none
-- needs: dbms_utility_format_error_backtrace
-- example: sct.error_backtrace() => <NULL>
CREATE OR REPLACE FUNCTION sct.error_backtrace() RETURNS text
LANGUAGE sql STABLE PARALLEL UNSAFE AS $$
SELECT sct.dbms_utility_format_error_backtrace(e[3]) FROM (SELECT nullif(current_setting('sct.current_error', true), '')::text[]) AS h(e)
$$;
