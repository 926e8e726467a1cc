-- name: dbms_sql_names
-- signature: dbms_sql_names(integer) returns text[]
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL.BIND_VARIABLE
-- why: the placeholders of the statement a cursor has, those of RETURNING … INTO behind the others
-- needs: dbms_sql_part, dbms_sql_placeholders
-- example: sct.dbms_sql_names(0) => {}
CREATE OR REPLACE FUNCTION sct.dbms_sql_names(number integer) RETURNS text[]
LANGUAGE sql STABLE PARALLEL RESTRICTED AS $$
  SELECT CASE WHEN sct.dbms_sql_part(number, 'kind') IN ('query', 'dml', 'call', 'function')
              THEN sct.dbms_sql_placeholders(sct.dbms_sql_part(number, 'statement')) ELSE '{}' END
         || coalesce(sct.dbms_sql_part(number, 'returning')::text[], '{}')
$$;
