-- name: dbms_sql_is_open
-- signature: dbms_sql_is_open(numeric) returns boolean
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL.IS_OPEN
-- why: whether a number is one OPEN_CURSOR gave and nothing has closed
-- example: sct.dbms_sql_is_open(sct.dbms_sql_open_cursor()) => true
-- example: sct.dbms_sql_is_open(987654) => false
-- example: sct.dbms_sql_is_open(NULL) => false
CREATE OR REPLACE FUNCTION sct.dbms_sql_is_open(c numeric) RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$ SELECT coalesce(c = ANY (nullif(pg_catalog.current_setting('sct.cursors.open', true), '')::integer[]), false) $$;
