-- name: dbms_sql_keep
-- signature: dbms_sql_keep(integer, text, text) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL
-- why: keeps something about a cursor that has a number; a rolled back transaction takes it back
-- example: sct.dbms_sql_keep(0, 'example', 'x') || current_setting('sct.cursor0.example') => xx
-- example: sct.dbms_sql_keep(0, 'example', NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.dbms_sql_keep(c integer, part text, value text) RETURNS text
LANGUAGE sql VOLATILE PARALLEL UNSAFE
AS $$ SELECT nullif(pg_catalog.set_config('sct.cursor' || c || '.' || part, coalesce(value, ''), false), '') $$;
