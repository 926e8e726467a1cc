-- name: dbms_sql_open_cursor
-- signature: dbms_sql_open_cursor() returns numeric
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL.OPEN_CURSOR
-- why: the lowest number that is not in use; Oracle's numbers are others
-- example: sct.dbms_sql_open_cursor() IS NOT NULL => true
-- example: sct.dbms_sql_open_cursor() <> sct.dbms_sql_open_cursor() => true
CREATE OR REPLACE FUNCTION sct.dbms_sql_open_cursor() RETURNS numeric
LANGUAGE plpgsql AS $$
DECLARE
  used CONSTANT integer[] := coalesce(nullif(current_setting('sct.cursors.open', true), '')::integer[], '{}');
  number integer := 1;
BEGIN
  WHILE number = ANY (used) LOOP
    number := number + 1;
  END LOOP;
  PERFORM set_config('sct.cursors.open', (used || number)::text, false);
  RETURN number;
END
$$;
