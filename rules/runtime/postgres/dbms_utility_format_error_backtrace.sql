-- name: dbms_utility_format_error_backtrace
-- signature: dbms_utility_format_error_backtrace(text) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_UTILITY.FORMAT_ERROR_BACKTRACE
-- why: the handler's PG_EXCEPTION_CONTEXT in Oracle's words; line numbers are the converted routine's
-- example: sct.dbms_utility_format_error_backtrace('PL/pgSQL function hr.f(integer) line 3 at RAISE') => ORA-06512: at "HR.F", line 3
-- example: sct.dbms_utility_format_error_backtrace(E'PL/pgSQL function sct.divide_by_zero(numeric) line 3 at RETURN\nPL/pgSQL function hr.f(integer) line 3 at RETURN') => ORA-06512: at "HR.F", line 3
-- example: sct.dbms_utility_format_error_backtrace(NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.dbms_utility_format_error_backtrace(context text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT string_agg('ORA-06512: at "' || upper(m[1]) || '", line ' || m[2], E'\n' ORDER BY n)
  FROM regexp_matches(context, 'function ([^(\n]+)\([^\n]*\) line ([0-9]+)', 'g') WITH ORDINALITY AS t(m, n)
  WHERE m[1] NOT LIKE 'sct.%'
$$;
