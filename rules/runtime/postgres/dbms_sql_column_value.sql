-- name: dbms_sql_column_value
-- signature: dbms_sql_column_value(numeric, numeric, text) returns procedure
-- signature: dbms_sql_column_value(numeric, numeric, numeric) returns procedure
-- signature: dbms_sql_column_value(numeric, numeric, timestamp) returns procedure
-- signature: dbms_sql_column_value(numeric, numeric, timestamptz) returns procedure
-- signature: dbms_sql_column_value(numeric, numeric, bytea) returns procedure
-- signature: dbms_sql_column_value(numeric, numeric, interval) returns procedure
-- signature: dbms_sql_column_value(numeric, numeric, double precision) returns procedure
-- signature: dbms_sql_column_value(numeric, numeric, xml) returns procedure
-- signature: dbms_sql_column_value(numeric, numeric, anyarray) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL.COLUMN_VALUE
-- why: a column of the row fetched last, as DEFINE_COLUMN said; of DEFINE_ARRAY all rows fetched last, behind those of earlier fetches
-- needs: dbms_sql_column_text, dbms_sql_cursor, dbms_sql_part, dbms_sql_raise
-- example: CALL sct.dbms_sql_column_value(987654, 1, NULL::text) => ERROR 34000: ORA-01001: invalid cursor
CREATE OR REPLACE PROCEDURE sct.dbms_sql_column_value(c numeric, place numeric, INOUT value text)
LANGUAGE plpgsql AS $$
BEGIN
  value := sct.dbms_sql_column_text(c, place, 'text', 1);
END
$$;
CREATE OR REPLACE PROCEDURE sct.dbms_sql_column_value(c numeric, place numeric, INOUT value numeric)
LANGUAGE plpgsql AS $$
BEGIN
  value := sct.dbms_sql_column_text(c, place, 'numeric', 1);
END
$$;
CREATE OR REPLACE PROCEDURE sct.dbms_sql_column_value(c numeric, place numeric, INOUT value timestamp)
LANGUAGE plpgsql AS $$
BEGIN
  value := sct.dbms_sql_column_text(c, place, 'timestamp', 1);
END
$$;
CREATE OR REPLACE PROCEDURE sct.dbms_sql_column_value(c numeric, place numeric, INOUT value timestamptz)
LANGUAGE plpgsql AS $$
BEGIN
  value := sct.dbms_sql_column_text(c, place, 'timestamptz', 1);
END
$$;
CREATE OR REPLACE PROCEDURE sct.dbms_sql_column_value(c numeric, place numeric, INOUT value bytea)
LANGUAGE plpgsql AS $$
BEGIN
  value := sct.dbms_sql_column_text(c, place, 'bytea', 1);
END
$$;
CREATE OR REPLACE PROCEDURE sct.dbms_sql_column_value(c numeric, place numeric, INOUT value interval)
LANGUAGE plpgsql AS $$
BEGIN
  value := sct.dbms_sql_column_text(c, place, 'interval', 1);
END
$$;
CREATE OR REPLACE PROCEDURE sct.dbms_sql_column_value(c numeric, place numeric, INOUT value double precision)
LANGUAGE plpgsql AS $$
BEGIN
  value := sct.dbms_sql_column_text(c, place, 'double precision', 1);
END
$$;
CREATE OR REPLACE PROCEDURE sct.dbms_sql_column_value(c numeric, place numeric, INOUT value xml)
LANGUAGE plpgsql AS $$
BEGIN
  value := sct.dbms_sql_column_text(c, place, 'xml', 1);
END
$$;
CREATE OR REPLACE PROCEDURE sct.dbms_sql_column_value(c numeric, place numeric, INOUT value anyarray)
LANGUAGE plpgsql AS $$
DECLARE
  number CONSTANT integer := sct.dbms_sql_cursor(c);
  defined CONSTANT jsonb := sct.dbms_sql_part(number, 'defines')::jsonb -> trunc(place)::text;
  fetched CONSTANT integer := coalesce(array_length(sct.dbms_sql_part(number, 'rows')::text[], 1), 0);
  first CONSTANT integer := (defined ->> 'lower')::integer + coalesce(sct.dbms_sql_part(number, 'before')::integer, 0);
BEGIN
  IF defined IS NULL OR NOT defined ? 'lower' THEN
    PERFORM sct.dbms_sql_raise(-1007, 'variable not in select list');
  END IF;
  SELECT coalesce(array_agg(one ORDER BY k), '{}') INTO value
  FROM (SELECT one, (to_jsonb(one) ->> 'k')::integer AS k FROM unnest(value) AS one
        WHERE NOT (to_jsonb(one) ->> 'k')::integer BETWEEN first AND first + fetched - 1
        UNION ALL
        SELECT jsonb_populate_record(value[0], jsonb_build_object('k', first + n - 1,
                 'v', sct.dbms_sql_column_text(c, place, defined ->> 'kind', n))), first + n - 1
        FROM generate_series(1, fetched) AS n) AS kept;
END
$$;
