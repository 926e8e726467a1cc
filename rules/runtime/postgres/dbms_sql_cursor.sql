-- name: dbms_sql_cursor
-- signature: dbms_sql_cursor(numeric) returns integer
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL
-- why: the number of an open cursor, else ORA-01001
-- needs: dbms_sql_is_open, dbms_sql_raise
-- example: sct.dbms_sql_cursor(987654) => ERROR 34000: ORA-01001: invalid cursor
-- example: sct.dbms_sql_cursor(NULL) => ERROR 34000: ORA-01001: invalid cursor
CREATE OR REPLACE FUNCTION sct.dbms_sql_cursor(c numeric) RETURNS integer
LANGUAGE plpgsql AS $$
BEGIN
  IF NOT sct.dbms_sql_is_open(c) THEN
    PERFORM sct.dbms_sql_raise(-1001, 'invalid cursor');
  END IF;
  RETURN c;
END
$$;
