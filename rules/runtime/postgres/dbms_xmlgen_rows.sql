-- name: dbms_xmlgen_rows
-- signature: dbms_xmlgen_rows(numeric) returns numeric
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_XMLGEN.GETNUMROWSPROCESSED
-- why: how many rows GETXML made last, those skipped not counted
-- needs: dbms_sql_parsed, dbms_sql_part
-- example: sct.dbms_xmlgen_rows(987654) => ERROR 34000: ORA-01001: invalid cursor
CREATE OR REPLACE FUNCTION sct.dbms_xmlgen_rows(c numeric) RETURNS numeric
LANGUAGE sql AS $$ SELECT coalesce(sct.dbms_sql_part(sct.dbms_sql_parsed(c), 'xml_done')::numeric, 0) $$;
