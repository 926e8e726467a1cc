-- name: dbms_sql_to_refcursor
-- signature: dbms_sql_to_refcursor(numeric) returns refcursor
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL.TO_REFCURSOR
-- why: the rows of an executed query as a REF CURSOR; the number is free again
-- needs: dbms_sql_cursor, dbms_sql_forget, dbms_sql_keep, dbms_sql_part, dbms_sql_raise
-- example: sct.dbms_sql_to_refcursor(sct.dbms_sql_open_cursor()) => ERROR O00RU: ORA-01002: fetch out of sequence
CREATE OR REPLACE FUNCTION sct.dbms_sql_to_refcursor(c numeric) RETURNS refcursor
LANGUAGE plpgsql AS $$
DECLARE
  number CONSTANT integer := sct.dbms_sql_cursor(c);
  opened CONSTANT refcursor := sct.dbms_sql_part(number, 'portal');
BEGIN
  IF opened IS NULL THEN
    PERFORM sct.dbms_sql_raise(-1002, 'fetch out of sequence');
  END IF;
  PERFORM sct.dbms_sql_keep(number, 'portal', NULL);
  PERFORM sct.dbms_sql_forget(number);
  PERFORM set_config('sct.cursors.open', array_remove(current_setting('sct.cursors.open')::integer[], number)::text, false);
  RETURN opened;
END
$$;
