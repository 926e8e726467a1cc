-- name: dbms_sql_variable_text
-- signature: dbms_sql_variable_text(numeric, text, text) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL.VARIABLE_VALUE
-- why: what a placeholder holds, as text; ORA-06562 where it was bound as another type
-- needs: dbms_sql_parsed, dbms_sql_part, dbms_sql_raise
-- example: sct.dbms_sql_variable_text(sct.dbms_sql_open_cursor(), 'a', 'text') => ERROR O00RV: ORA-01003: no statement parsed
CREATE OR REPLACE FUNCTION sct.dbms_sql_variable_text(c numeric, name text, kind text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  number CONSTANT integer := sct.dbms_sql_parsed(c);
  bound CONSTANT jsonb := sct.dbms_sql_part(number, 'binds')::jsonb -> lower(pg_catalog.ltrim(pg_catalog.btrim(name), ':'));
BEGIN
  IF bound IS NULL THEN
    PERFORM sct.dbms_sql_raise(-1006, 'bind variable does not exist');
  ELSIF pg_catalog.replace(bound ->> 'kind', 'bpchar', 'text') <> kind THEN
    PERFORM sct.dbms_sql_raise(-6562, 'type of out argument must match type of column or bind variable');
  END IF;
  RETURN bound ->> 'value';
END
$$;
