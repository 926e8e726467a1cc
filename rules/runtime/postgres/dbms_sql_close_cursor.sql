-- name: dbms_sql_close_cursor
-- signature: dbms_sql_close_cursor(numeric) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL.CLOSE_CURSOR
-- why: the number is free again, and NULL afterwards
-- needs: dbms_sql_cursor, dbms_sql_forget
-- example: CALL sct.dbms_sql_close_cursor(987654) => ERROR 34000: ORA-01001: invalid cursor
-- example: CALL sct.dbms_sql_close_cursor(sct.dbms_sql_open_cursor()) => <NULL>
CREATE OR REPLACE PROCEDURE sct.dbms_sql_close_cursor(INOUT c numeric)
LANGUAGE plpgsql AS $$
DECLARE
  number CONSTANT integer := sct.dbms_sql_cursor(c);
BEGIN
  PERFORM sct.dbms_sql_forget(number);
  PERFORM set_config('sct.cursors.open', array_remove(current_setting('sct.cursors.open')::integer[], number)::text, false);
  c := NULL;
END
$$;
