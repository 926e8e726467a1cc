-- name: dbms_xmlgen_of_query
-- signature: dbms_xmlgen_of_query(text, boolean) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_XMLGEN.GETXML
-- why: the rows of a query that is given as a text; the text is run as it is
-- needs: dbms_sql_close_cursor, dbms_xmlgen_getxml, dbms_xmlgen_newcontext
-- example: sct.dbms_xmlgen_of_query('SELECT * FROM no_such_table_here', true) => ERROR 42P01
CREATE OR REPLACE FUNCTION sct.dbms_xmlgen_of_query(query text, declared boolean) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  number numeric := sct.dbms_xmlgen_newcontext(query);
  made text;
BEGIN
  made := sct.dbms_xmlgen_getxml(number, declared);
  CALL sct.dbms_sql_close_cursor(number);
  RETURN made;
END
$$;
