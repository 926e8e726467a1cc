-- name: dbms_sql_parse
-- signature: dbms_sql_parse(numeric, text, jsonb, text[]) returns void
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL.PARSE
-- why: checks a query or a DML statement and keeps it; DDL is run at once. Columns and the placeholders of RETURNING … INTO are given where the conversion knows them
-- needs: dbms_sql_cursor, dbms_sql_forget, dbms_sql_keep, dbms_sql_placed, dbms_sql_placeholders, dbms_sql_raise
-- example: SELECT sct.dbms_sql_parse(987654, 'SELECT 1') => ERROR 34000: ORA-01001: invalid cursor
-- example: SELECT sct.dbms_sql_parse(sct.dbms_sql_open_cursor(), 'SELECT * FROM no_such_table_here') => ERROR 42P01
-- example: SELECT sct.dbms_sql_parse(sct.dbms_sql_open_cursor(), 'BEGIN p; END;') => ERROR 0A000
-- example: SELECT sct.dbms_sql_parse(sct.dbms_sql_open_cursor(), NULL) => ERROR 42601: ORA-00900: invalid SQL statement
CREATE OR REPLACE FUNCTION sct.dbms_sql_parse(c numeric, statement text, columns jsonb DEFAULT NULL, returning_into text[] DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  number CONSTANT integer := sct.dbms_sql_cursor(c);
  word CONSTANT text := upper(substring(statement from '^(?:\s|\(|--[^\n]*\n|/\*.*?\*/)*([A-Za-z]+)'));
  kind text;
  inferred text[];
BEGIN
  PERFORM sct.dbms_sql_forget(number);
  IF word IS NULL THEN
    PERFORM sct.dbms_sql_raise(-900, 'invalid SQL statement');
  ELSIF word IN ('BEGIN', 'DECLARE') THEN
    RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = 'a PL/SQL block that is only known at run time is not converted';
  ELSIF word IN ('SELECT', 'WITH', 'INSERT', 'UPDATE', 'DELETE', 'MERGE') THEN
    kind := CASE WHEN word NOT IN ('SELECT', 'WITH') THEN 'dml' WHEN returning_into IS NULL THEN 'query' ELSE 'function' END;
    BEGIN
      EXECUTE format('PREPARE sct_parsed AS %s',
        sct.dbms_sql_placed(statement, (SELECT jsonb_object_agg(name, '$' || n)
                                        FROM unnest(sct.dbms_sql_placeholders(statement)) WITH ORDINALITY AS t (name, n))));
      inferred := (SELECT parameter_types::text[] FROM pg_catalog.pg_prepared_statements WHERE name = 'sct_parsed');
      EXECUTE 'DEALLOCATE sct_parsed';
    EXCEPTION
      WHEN indeterminate_datatype OR ambiguous_parameter OR ambiguous_function OR undefined_function OR datatype_mismatch THEN
        IF cardinality(sct.dbms_sql_placeholders(statement)) = 0 THEN
          RAISE;
        END IF;  -- else what the values are decides
    END;
  ELSIF word IN ('DO', 'CALL') THEN
    kind := CASE WHEN word = 'DO' THEN 'block' ELSE 'call' END;
  ELSE
    EXECUTE statement;
    kind := 'done';
  END IF;
  PERFORM sct.dbms_sql_keep(number, 'statement', statement);
  PERFORM sct.dbms_sql_keep(number, 'kind', kind);
  PERFORM sct.dbms_sql_keep(number, 'columns', columns::text);
  PERFORM sct.dbms_sql_keep(number, 'inferred', inferred::text);
  PERFORM sct.dbms_sql_keep(number, 'returning', returning_into::text);
END
$$;
