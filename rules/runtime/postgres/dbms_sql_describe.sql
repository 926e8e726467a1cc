-- name: dbms_sql_describe
-- signature: dbms_sql_describe(numeric, numeric, anyarray) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL.DESCRIBE_COLUMNS, DESCRIBE_COLUMNS2, DESCRIBE_COLUMNS3
-- why: the columns of a query, from 1 on, in records of the caller's type
-- needs: dbms_sql_described, dbms_sql_parsed
-- example: CALL sct.dbms_sql_describe(987654, NULL, '{1}'::integer[]) => ERROR 34000: ORA-01001: invalid cursor
CREATE OR REPLACE PROCEDURE sct.dbms_sql_describe(c numeric, INOUT count numeric, INOUT described anyarray)
LANGUAGE plpgsql AS $$
DECLARE
  known CONSTANT jsonb := sct.dbms_sql_described(sct.dbms_sql_parsed(c));
BEGIN
  count := jsonb_array_length(known);
  SELECT coalesce(array_agg(jsonb_populate_record(described[0], jsonb_build_object('k', n, 'v', jsonb_build_object(
           'col_name', one ->> 0, 'col_name_len', octet_length(one ->> 0), 'col_type', one -> 1, 'col_max_len', one -> 2,
           'col_precision', one -> 3, 'col_scale', one -> 4, 'col_null_ok', one -> 5, 'col_schema_name_len', 0,
           'col_charsetid', CASE WHEN (one ->> 1)::integer IN (1, 96, 112) THEN 873 ELSE 0 END,
           'col_charsetform', CASE WHEN (one ->> 1)::integer IN (1, 96, 112) THEN 1 ELSE 0 END, 'col_type_name_len', 0))) ORDER BY n), '{}')
  INTO described
  FROM jsonb_array_elements(known) WITH ORDINALITY AS t (one, n);
END
$$;
