-- name: dbms_xmlgen_newcontext
-- signature: dbms_xmlgen_newcontext(text) returns numeric
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_XMLGEN.NEWCONTEXT
-- why: a number for the rows of a query that is given as a text; the text is run as it is
-- needs: dbms_sql_open_cursor, dbms_sql_parse
-- example: sct.dbms_xmlgen_newcontext('SELECT * FROM no_such_table_here') => ERROR 42P01
CREATE OR REPLACE FUNCTION sct.dbms_xmlgen_newcontext(query text) RETURNS numeric
LANGUAGE plpgsql AS $$
DECLARE
  number CONSTANT numeric := sct.dbms_sql_open_cursor();
BEGIN
  PERFORM sct.dbms_sql_parse(number, query);
  RETURN number;
END
$$;
