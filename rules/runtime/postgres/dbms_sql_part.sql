-- name: dbms_sql_part
-- signature: dbms_sql_part(integer, text) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL
-- why: what is kept of a cursor that has a number, in a setting of the session; NULL when nothing is
-- example: sct.dbms_sql_part(0, 'statement') => <NULL>
CREATE OR REPLACE FUNCTION sct.dbms_sql_part(c integer, part text) RETURNS text
LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$ SELECT nullif(pg_catalog.current_setting('sct.cursor' || c || '.' || part, true), '') $$;
