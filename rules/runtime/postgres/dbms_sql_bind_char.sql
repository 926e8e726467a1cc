-- name: dbms_sql_bind_char
-- signature: dbms_sql_bind_char(numeric, text, text) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL.BIND_VARIABLE_CHAR
-- why: a value of type CHAR for a placeholder: compared without regard to blanks at its end
-- needs: dbms_sql_bound
-- example: CALL sct.dbms_sql_bind_char(987654, 'a', 'x') => ERROR 34000: ORA-01001: invalid cursor
CREATE OR REPLACE PROCEDURE sct.dbms_sql_bind_char(c numeric, name text, value text)
LANGUAGE sql AS $$ SELECT sct.dbms_sql_bound(c, name, jsonb_build_object('kind', 'bpchar', 'value', nullif(value, ''))) $$;
