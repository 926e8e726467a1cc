-- name: dbms_sql_bind_variable
-- signature: dbms_sql_bind_variable(numeric, text, text, numeric) returns procedure
-- signature: dbms_sql_bind_variable(numeric, text, numeric, numeric) returns procedure
-- signature: dbms_sql_bind_variable(numeric, text, integer, numeric) returns procedure
-- signature: dbms_sql_bind_variable(numeric, text, bigint, numeric) returns procedure
-- signature: dbms_sql_bind_variable(numeric, text, timestamp, numeric) returns procedure
-- signature: dbms_sql_bind_variable(numeric, text, timestamptz, numeric) returns procedure
-- signature: dbms_sql_bind_variable(numeric, text, bytea, numeric) returns procedure
-- signature: dbms_sql_bind_variable(numeric, text, interval, numeric) returns procedure
-- signature: dbms_sql_bind_variable(numeric, text, double precision, numeric) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL.BIND_VARIABLE
-- why: a value for every placeholder of that name; '' is NULL
-- needs: dbms_sql_bound
-- example: CALL sct.dbms_sql_bind_variable(987654, 'a', 1) => ERROR 34000: ORA-01001: invalid cursor
-- example: CALL sct.dbms_sql_bind_variable(sct.dbms_sql_open_cursor(), ':a', 'x') => ERROR O00RV: ORA-01003: no statement parsed
CREATE OR REPLACE PROCEDURE sct.dbms_sql_bind_variable(c numeric, name text, value text, size numeric DEFAULT NULL)
LANGUAGE sql AS $$ SELECT sct.dbms_sql_bound(c, name, jsonb_build_object('kind', 'text', 'value', nullif(value, ''))) $$;
CREATE OR REPLACE PROCEDURE sct.dbms_sql_bind_variable(c numeric, name text, value numeric, size numeric DEFAULT NULL)
LANGUAGE sql AS $$ SELECT sct.dbms_sql_bound(c, name, jsonb_build_object('kind', 'numeric', 'value', value::text)) $$;
CREATE OR REPLACE PROCEDURE sct.dbms_sql_bind_variable(c numeric, name text, value integer, size numeric DEFAULT NULL)
LANGUAGE sql AS $$ SELECT sct.dbms_sql_bound(c, name, jsonb_build_object('kind', 'numeric', 'value', value::numeric::text)) $$;
CREATE OR REPLACE PROCEDURE sct.dbms_sql_bind_variable(c numeric, name text, value bigint, size numeric DEFAULT NULL)
LANGUAGE sql AS $$ SELECT sct.dbms_sql_bound(c, name, jsonb_build_object('kind', 'numeric', 'value', value::numeric::text)) $$;
CREATE OR REPLACE PROCEDURE sct.dbms_sql_bind_variable(c numeric, name text, value timestamp, size numeric DEFAULT NULL)
LANGUAGE sql AS $$ SELECT sct.dbms_sql_bound(c, name, jsonb_build_object('kind', 'timestamp', 'value', value::text)) $$;
CREATE OR REPLACE PROCEDURE sct.dbms_sql_bind_variable(c numeric, name text, value timestamptz, size numeric DEFAULT NULL)
LANGUAGE sql AS $$ SELECT sct.dbms_sql_bound(c, name, jsonb_build_object('kind', 'timestamptz', 'value', value::text)) $$;
CREATE OR REPLACE PROCEDURE sct.dbms_sql_bind_variable(c numeric, name text, value bytea, size numeric DEFAULT NULL)
LANGUAGE sql AS $$ SELECT sct.dbms_sql_bound(c, name, jsonb_build_object('kind', 'bytea', 'value', value::text)) $$;
CREATE OR REPLACE PROCEDURE sct.dbms_sql_bind_variable(c numeric, name text, value interval, size numeric DEFAULT NULL)
LANGUAGE sql AS $$ SELECT sct.dbms_sql_bound(c, name, jsonb_build_object('kind', 'interval', 'value', value::text)) $$;
CREATE OR REPLACE PROCEDURE sct.dbms_sql_bind_variable(c numeric, name text, value double precision, size numeric DEFAULT NULL)
LANGUAGE sql AS $$ SELECT sct.dbms_sql_bound(c, name, jsonb_build_object('kind', 'double precision', 'value', value::text)) $$;
