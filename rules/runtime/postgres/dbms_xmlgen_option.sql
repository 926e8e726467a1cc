-- name: dbms_xmlgen_option
-- signature: dbms_xmlgen_option(numeric, text, text) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_XMLGEN.SETMAXROWS, SETNULLHANDLING, SETROWSETTAG, SETROWTAG, SETSKIPROWS, RESTARTQUERY
-- why: says how the rows of a context become XML; '-' stands for a tag that is left out
-- needs: dbms_sql_keep, dbms_sql_parsed, dbms_sql_part
-- example: CALL sct.dbms_xmlgen_option(987654, 'xml_max', '1') => ERROR 34000: ORA-01001: invalid cursor
CREATE OR REPLACE PROCEDURE sct.dbms_xmlgen_option(c numeric, part text, value text)
LANGUAGE plpgsql AS $$
DECLARE
  number CONSTANT integer := sct.dbms_sql_parsed(c);
BEGIN
  IF part = 'restart' THEN
    IF sct.dbms_sql_part(number, 'statement') IS NULL THEN
      RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = 'DBMS_XMLGEN.RESTARTQUERY of a REF CURSOR: its query is not known';
    END IF;
    PERFORM sct.dbms_sql_keep(number, 'portal', NULL);
  ELSE
    PERFORM sct.dbms_sql_keep(number, part, CASE WHEN part LIKE '%tag' THEN coalesce(nullif(value, ''), '-') ELSE value END);
  END IF;
END
$$;
