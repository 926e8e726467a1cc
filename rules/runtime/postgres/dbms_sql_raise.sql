-- name: dbms_sql_raise
-- signature: dbms_sql_raise(numeric, text) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL Exceptions; Oracle Database Error Messages
-- why: an error of DBMS_SQL by its number
-- needs: ora_sqlstate
-- example: sct.dbms_sql_raise(-1001, 'invalid cursor') => ERROR 34000: ORA-01001: invalid cursor
-- example: sct.dbms_sql_raise(-1007, 'variable not in select list') => ERROR O00RZ: ORA-01007: variable not in select list
CREATE OR REPLACE FUNCTION sct.dbms_sql_raise(code numeric, message text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = sct.ora_sqlstate(code),
    MESSAGE = 'ORA-' || pg_catalog.lpad(abs(code)::text, 5, '0') || ': ' || message;
END
$$;
