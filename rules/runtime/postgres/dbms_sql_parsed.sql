-- name: dbms_sql_parsed
-- signature: dbms_sql_parsed(numeric) returns integer
-- source: Oracle Database Error Messages, ORA-01003
-- why: the number of an open cursor that has a statement, else ORA-01001 or ORA-01003
-- needs: dbms_sql_cursor, dbms_sql_part, dbms_sql_raise
-- example: sct.dbms_sql_parsed(sct.dbms_sql_open_cursor()) => ERROR O00RV: ORA-01003: no statement parsed
CREATE OR REPLACE FUNCTION sct.dbms_sql_parsed(c numeric) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  number CONSTANT integer := sct.dbms_sql_cursor(c);
BEGIN
  IF sct.dbms_sql_part(number, 'kind') IS NULL THEN
    PERFORM sct.dbms_sql_raise(-1003, 'no statement parsed');
  END IF;
  RETURN number;
END
$$;
