-- name: dbms_sql_gives
-- signature: dbms_sql_gives(integer, text, text) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL.VARIABLE_VALUE
-- why: what a placeholder of a block that has run holds now
-- needs: dbms_sql_keep, dbms_sql_part
-- example: length(sct.dbms_sql_keep(0, 'binds', '{"a": {}}')) || sct.dbms_sql_gives(0, 'a', 'x') || sct.dbms_sql_part(0, 'binds') => 9x{"a": {"value": "x"}}
CREATE OR REPLACE FUNCTION sct.dbms_sql_gives(number integer, name text, value text) RETURNS text
LANGUAGE sql VOLATILE AS $$
  SELECT CASE WHEN sct.dbms_sql_keep(number, 'binds',
    (binds || jsonb_build_object(name, (binds -> name) || jsonb_build_object('value', value)))::text) IS NOT NULL THEN value END
  FROM (SELECT sct.dbms_sql_part(number, 'binds')::jsonb AS binds) AS kept
$$;
