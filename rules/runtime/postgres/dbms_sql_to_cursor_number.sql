-- name: dbms_sql_to_cursor_number
-- signature: dbms_sql_to_cursor_number(refcursor) returns numeric
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL.TO_CURSOR_NUMBER
-- why: a number for the rows of an open REF CURSOR, to describe and fetch them
-- needs: cursor_is_open, dbms_sql_keep, dbms_sql_open_cursor, dbms_sql_raise
-- example: sct.dbms_sql_to_cursor_number(NULL) => ERROR 34000: ORA-01001: invalid cursor
CREATE OR REPLACE FUNCTION sct.dbms_sql_to_cursor_number(opened refcursor) RETURNS numeric
LANGUAGE plpgsql AS $$
DECLARE
  number integer;
BEGIN
  IF NOT sct.cursor_is_open(opened) THEN
    PERFORM sct.dbms_sql_raise(-1001, 'invalid cursor');
  END IF;
  number := sct.dbms_sql_open_cursor();
  PERFORM sct.dbms_sql_keep(number, 'kind', 'query'), sct.dbms_sql_keep(number, 'portal', opened::text);
  RETURN number;
END
$$;
