-- name: dbms_sql_forget
-- signature: dbms_sql_forget(integer) returns void
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL.PARSE and CLOSE_CURSOR
-- why: closes the rows of a cursor that has a number and forgets its statement
-- needs: dbms_sql_part, dbms_sql_keep
-- example: sct.dbms_sql_forget(0) IS NOT NULL => true
CREATE OR REPLACE FUNCTION sct.dbms_sql_forget(c integer) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  part text;
  rows_of CONSTANT text := sct.dbms_sql_part(c, 'portal');
BEGIN
  IF EXISTS (SELECT FROM pg_catalog.pg_cursors WHERE name = rows_of) THEN
    EXECUTE format('CLOSE %I', rows_of);
  END IF;
  FOREACH part IN ARRAY ARRAY['statement', 'kind', 'columns', 'inferred', 'described', 'returning', 'binds', 'defines', 'portal',
                              'rows', 'count', 'before', 'done', 'xml_max', 'xml_skip', 'xml_nulls', 'xml_plain', 'xml_rowset_tag',
                              'xml_row_tag', 'xml_done'] LOOP
    IF sct.dbms_sql_part(c, part) IS NOT NULL THEN
      PERFORM sct.dbms_sql_keep(c, part, NULL);
    END IF;
  END LOOP;
END
$$;
