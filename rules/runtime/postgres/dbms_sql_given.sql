-- name: dbms_sql_given
-- signature: dbms_sql_given(integer, text) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL.BIND_VARIABLE
-- why: what a placeholder of a block that is being run holds, as text
-- needs: dbms_sql_part
-- example: sct.dbms_sql_given(0, 'a') => <NULL>
CREATE OR REPLACE FUNCTION sct.dbms_sql_given(number integer, name text) RETURNS text
LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$ SELECT sct.dbms_sql_part(number, 'binds')::jsonb -> name ->> 'value' $$;
