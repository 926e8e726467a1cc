-- name: dbms_sql_column_value_long
-- signature: dbms_sql_column_value_long(numeric, numeric, numeric, numeric, text, numeric) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL.COLUMN_VALUE_LONG
-- why: so many characters of a column from an offset on, the first at 0, and how many they are
-- needs: dbms_sql_column_text
-- example: CALL sct.dbms_sql_column_value_long(987654, 1, 10, 0, NULL, NULL) => ERROR 34000: ORA-01001: invalid cursor
CREATE OR REPLACE PROCEDURE sct.dbms_sql_column_value_long(c numeric, place numeric, length numeric, start numeric, INOUT value text, INOUT value_length numeric)
LANGUAGE plpgsql AS $$
BEGIN
  value := nullif(pg_catalog.substr(sct.dbms_sql_column_text(c, place, 'text', 1), trunc(start)::integer + 1, trunc(length)::integer), '');
  value_length := coalesce(pg_catalog.length(value), 0);
END
$$;
