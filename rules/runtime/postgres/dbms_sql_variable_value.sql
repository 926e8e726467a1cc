-- name: dbms_sql_variable_value
-- signature: dbms_sql_variable_value(numeric, text, text) returns procedure
-- signature: dbms_sql_variable_value(numeric, text, numeric) returns procedure
-- signature: dbms_sql_variable_value(numeric, text, timestamp) returns procedure
-- signature: dbms_sql_variable_value(numeric, text, timestamptz) returns procedure
-- signature: dbms_sql_variable_value(numeric, text, bytea) returns procedure
-- signature: dbms_sql_variable_value(numeric, text, interval) returns procedure
-- signature: dbms_sql_variable_value(numeric, text, double precision) returns procedure
-- signature: dbms_sql_variable_value(numeric, text, anyarray) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL.VARIABLE_VALUE
-- why: what a placeholder holds after EXECUTE; into a collection every row of RETURNING, from 1 on
-- needs: dbms_sql_cursor, dbms_sql_part, dbms_sql_variable_text
-- example: CALL sct.dbms_sql_variable_value(987654, ':a', NULL::text) => ERROR 34000: ORA-01001: invalid cursor
-- example: CALL sct.dbms_sql_variable_value(sct.dbms_sql_open_cursor(), ':a', NULL::text) => ERROR O00RV: ORA-01003: no statement parsed
CREATE OR REPLACE PROCEDURE sct.dbms_sql_variable_value(c numeric, name text, INOUT value text)
LANGUAGE plpgsql AS $$
BEGIN
  value := sct.dbms_sql_variable_text(c, name, 'text');
END
$$;
CREATE OR REPLACE PROCEDURE sct.dbms_sql_variable_value(c numeric, name text, INOUT value numeric)
LANGUAGE plpgsql AS $$
BEGIN
  value := sct.dbms_sql_variable_text(c, name, 'numeric');
END
$$;
CREATE OR REPLACE PROCEDURE sct.dbms_sql_variable_value(c numeric, name text, INOUT value timestamp)
LANGUAGE plpgsql AS $$
BEGIN
  value := sct.dbms_sql_variable_text(c, name, 'timestamp');
END
$$;
CREATE OR REPLACE PROCEDURE sct.dbms_sql_variable_value(c numeric, name text, INOUT value timestamptz)
LANGUAGE plpgsql AS $$
BEGIN
  value := sct.dbms_sql_variable_text(c, name, 'timestamptz');
END
$$;
CREATE OR REPLACE PROCEDURE sct.dbms_sql_variable_value(c numeric, name text, INOUT value bytea)
LANGUAGE plpgsql AS $$
BEGIN
  value := sct.dbms_sql_variable_text(c, name, 'bytea');
END
$$;
CREATE OR REPLACE PROCEDURE sct.dbms_sql_variable_value(c numeric, name text, INOUT value interval)
LANGUAGE plpgsql AS $$
BEGIN
  value := sct.dbms_sql_variable_text(c, name, 'interval');
END
$$;
CREATE OR REPLACE PROCEDURE sct.dbms_sql_variable_value(c numeric, name text, INOUT value double precision)
LANGUAGE plpgsql AS $$
BEGIN
  value := sct.dbms_sql_variable_text(c, name, 'double precision');
END
$$;
CREATE OR REPLACE PROCEDURE sct.dbms_sql_variable_value(c numeric, name text, INOUT value anyarray)
LANGUAGE plpgsql AS $$
DECLARE
  number CONSTANT integer := sct.dbms_sql_cursor(c);
  kept CONSTANT jsonb := sct.dbms_sql_part(number, 'binds')::jsonb -> lower(pg_catalog.ltrim(name, ':'));
BEGIN
  PERFORM sct.dbms_sql_variable_text(c, name, kept ->> 'kind');
  SELECT coalesce(array_agg(jsonb_populate_record(value[0], jsonb_build_object('k', n, 'v', one)) ORDER BY n), '{}') INTO value
  FROM jsonb_array_elements_text(coalesce(kept -> 'rows', '[]')) WITH ORDINALITY AS t (one, n);
END
$$;
