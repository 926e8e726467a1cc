-- name: dbms_sql_parse_lines
-- signature: dbms_sql_parse_lines(numeric, anyarray, numeric, numeric, boolean) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL.PARSE
-- why: a statement in lines from one index to another, with a line feed behind every line where that is asked for; it is run as it is
-- needs: dbms_sql_parse
-- example: CALL sct.dbms_sql_parse_lines(987654, '{1}'::integer[], 1, 1, true) => ERROR 34000: ORA-01001: invalid cursor
CREATE OR REPLACE PROCEDURE sct.dbms_sql_parse_lines(c numeric, lines anyarray, first numeric, last numeric, feeds boolean)
LANGUAGE sql AS $$
  SELECT sct.dbms_sql_parse(c, (SELECT string_agg((one ->> 'v') || CASE WHEN feeds THEN pg_catalog.chr(10) ELSE '' END, '' ORDER BY (one ->> 'k')::integer)
                                FROM jsonb_array_elements(to_jsonb(lines)) AS one
                                WHERE (one ->> 'k')::integer BETWEEN first AND last))
$$;
