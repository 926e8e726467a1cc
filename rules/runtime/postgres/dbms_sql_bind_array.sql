-- name: dbms_sql_bind_array
-- signature: dbms_sql_bind_array(numeric, text, anyarray, numeric, numeric) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL.BIND_ARRAY
-- why: EXECUTE runs the statement for every index, or for those between the last two arguments
-- needs: dbms_sql_cursor, dbms_sql_bound
-- example: CALL sct.dbms_sql_bind_array(987654, 'a', '{1}'::integer[]) => ERROR 34000: ORA-01001: invalid cursor
CREATE OR REPLACE PROCEDURE sct.dbms_sql_bind_array(c numeric, name text, several anyarray, first numeric DEFAULT NULL, last numeric DEFAULT NULL)
LANGUAGE plpgsql AS $$
DECLARE
  kind text;
BEGIN
  PERFORM sct.dbms_sql_cursor(c);
  EXECUTE format('SELECT pg_typeof((NULL::%s)[1].v)', pg_typeof(several)) INTO kind;
  PERFORM sct.dbms_sql_bound(c, name, jsonb_build_object('kind', CASE WHEN kind LIKE 'character varying%' THEN 'text' ELSE kind END,
    'several', (SELECT coalesce(jsonb_object_agg(one ->> 'k', nullif(one ->> 'v', '')), '{}')
                FROM jsonb_array_elements(to_jsonb(several)) AS one
                WHERE (one ->> 'k')::integer BETWEEN coalesce(first, (one ->> 'k')::integer) AND coalesce(last, (one ->> 'k')::integer))));
END
$$;
