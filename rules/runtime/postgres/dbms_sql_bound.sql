-- name: dbms_sql_bound
-- signature: dbms_sql_bound(numeric, text, jsonb) returns void
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL.BIND_VARIABLE and BIND_ARRAY
-- why: keeps what is bound to a placeholder; its name may have a colon, in any case
-- needs: dbms_sql_keep, dbms_sql_names, dbms_sql_parsed, dbms_sql_part, dbms_sql_raise
-- example: SELECT sct.dbms_sql_bound(sct.dbms_sql_open_cursor(), 'a', '{}') => ERROR O00RV: ORA-01003: no statement parsed
CREATE OR REPLACE FUNCTION sct.dbms_sql_bound(c numeric, name text, bound jsonb) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  number CONSTANT integer := sct.dbms_sql_parsed(c);
  folded CONSTANT text := lower(pg_catalog.ltrim(pg_catalog.btrim(name), ':'));
BEGIN
  IF coalesce(folded <> ALL (sct.dbms_sql_names(number)), true) THEN
    PERFORM sct.dbms_sql_raise(-1006, 'bind variable does not exist');
  END IF;
  PERFORM sct.dbms_sql_keep(number, 'binds',
    (coalesce(sct.dbms_sql_part(number, 'binds')::jsonb, '{}') || jsonb_build_object(folded, bound))::text);
END
$$;
