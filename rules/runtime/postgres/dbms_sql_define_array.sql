-- name: dbms_sql_define_array
-- signature: dbms_sql_define_array(numeric, numeric, anyarray, numeric, numeric) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL.DEFINE_ARRAY
-- why: FETCH_ROWS fetches so many rows at once; the first one goes to the lower bound
-- needs: dbms_sql_cursor, dbms_sql_defined
-- example: CALL sct.dbms_sql_define_array(987654, 1, '{1}'::integer[], 10, 1) => ERROR 34000: ORA-01001: invalid cursor
CREATE OR REPLACE PROCEDURE sct.dbms_sql_define_array(c numeric, place numeric, several anyarray, count numeric, lower_bound numeric)
LANGUAGE plpgsql AS $$
DECLARE
  kind text;
BEGIN
  PERFORM sct.dbms_sql_cursor(c);
  EXECUTE format('SELECT pg_typeof((NULL::%s)[1].v)', pg_typeof(several)) INTO kind;
  PERFORM sct.dbms_sql_defined(c, place, jsonb_build_object(
    'kind', CASE WHEN kind LIKE 'character varying%' THEN 'text' WHEN kind LIKE 'timestamp%without%' THEN 'timestamp'
                 WHEN kind LIKE 'timestamp%' THEN 'timestamptz' ELSE kind END,
    'count', trunc(count)::integer, 'lower', trunc(lower_bound)::integer));
END
$$;
