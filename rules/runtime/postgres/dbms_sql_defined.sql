-- name: dbms_sql_defined
-- signature: dbms_sql_defined(numeric, numeric, jsonb) returns void
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL.DEFINE_COLUMN and DEFINE_ARRAY
-- why: keeps as what a column is fetched; ORA-01007 where the select list has no such column
-- needs: dbms_sql_described, dbms_sql_keep, dbms_sql_parsed, dbms_sql_part, dbms_sql_raise
-- example: SELECT sct.dbms_sql_defined(sct.dbms_sql_open_cursor(), 1, '{}') => ERROR O00RV: ORA-01003: no statement parsed
CREATE OR REPLACE FUNCTION sct.dbms_sql_defined(c numeric, place numeric, defined jsonb) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  number CONSTANT integer := sct.dbms_sql_parsed(c);
  columns integer;
BEGIN
  BEGIN
    columns := jsonb_array_length(coalesce(sct.dbms_sql_part(number, 'columns')::jsonb, sct.dbms_sql_described(number)));
  EXCEPTION
    WHEN ambiguous_function OR undefined_function OR indeterminate_datatype OR datatype_mismatch THEN
      columns := place;  -- not known before the values are bound
  END;
  IF sct.dbms_sql_part(number, 'kind') <> 'query' OR place IS NULL OR place < 1 OR place > columns THEN
    PERFORM sct.dbms_sql_raise(-1007, 'variable not in select list');
  END IF;
  PERFORM sct.dbms_sql_keep(number, 'defines',
    (coalesce(sct.dbms_sql_part(number, 'defines')::jsonb, '{}') || jsonb_build_object(trunc(place)::text, defined))::text);
END
$$;
