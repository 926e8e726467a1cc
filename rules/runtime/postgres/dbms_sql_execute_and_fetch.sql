-- name: dbms_sql_execute_and_fetch
-- signature: dbms_sql_execute_and_fetch(numeric, boolean) returns numeric
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL.EXECUTE_AND_FETCH
-- why: EXECUTE, then FETCH_ROWS; where exactly one row is wanted, ORA-01403 without a row and ORA-01422 with several
-- needs: dbms_sql_cursor, dbms_sql_execute, dbms_sql_fetch_rows, dbms_sql_part, dbms_sql_raise
-- example: sct.dbms_sql_execute_and_fetch(sct.dbms_sql_open_cursor()) => ERROR O00RV: ORA-01003: no statement parsed
CREATE OR REPLACE FUNCTION sct.dbms_sql_execute_and_fetch(c numeric, exact boolean DEFAULT false) RETURNS numeric
LANGUAGE plpgsql AS $$
DECLARE
  fetched numeric;
  opened refcursor;
  another record;
BEGIN
  PERFORM sct.dbms_sql_execute(c);
  fetched := sct.dbms_sql_fetch_rows(c);
  IF exact AND fetched = 0 THEN
    PERFORM sct.dbms_sql_raise(-1403, 'no data found');
  ELSIF exact THEN
    opened := sct.dbms_sql_part(sct.dbms_sql_cursor(c), 'portal');
    FETCH opened INTO another;
    IF FOUND OR fetched > 1 THEN
      PERFORM sct.dbms_sql_raise(-1422, 'exact fetch returns more than requested number of rows');
    END IF;
  END IF;
  RETURN fetched;
END
$$;
