-- name: dbms_sql_last_row_count
-- signature: dbms_sql_last_row_count() returns numeric
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL.LAST_ROW_COUNT
-- why: how many rows the cursor that was fetched from last has given since its EXECUTE
-- example: sct.dbms_sql_last_row_count() IS NOT NULL => true
CREATE OR REPLACE FUNCTION sct.dbms_sql_last_row_count() RETURNS numeric
LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$ SELECT coalesce(nullif(pg_catalog.current_setting('sct.cursors.fetched', true), ''), '0')::numeric $$;
