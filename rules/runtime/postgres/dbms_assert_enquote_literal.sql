-- name: dbms_assert_enquote_literal
-- signature: dbms_assert_enquote_literal(text) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_ASSERT.ENQUOTE_LITERAL
-- why: quotes put around a text that has none; quotes inside must come in pairs, else ORA-06502
-- example: sct.dbms_assert_enquote_literal('abc') => 'abc'
-- example: sct.dbms_assert_enquote_literal('''abc''') => 'abc'
-- example: sct.dbms_assert_enquote_literal('O''''Neil') => 'O''Neil'
-- example: sct.dbms_assert_enquote_literal('x'' OR ''1''=''1') => ERROR 22P02: ORA-06502: PL/SQL: numeric or value error
CREATE OR REPLACE FUNCTION sct.dbms_assert_enquote_literal(str text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  inner_text text := coalesce(str, '');
BEGIN
  IF pg_catalog.length(inner_text) >= 2 AND starts_with(inner_text, '''') AND pg_catalog.right(inner_text, 1) = '''' THEN
    inner_text := pg_catalog.substr(inner_text, 2, pg_catalog.length(inner_text) - 2);
  END IF;
  IF pg_catalog.strpos(pg_catalog.replace(inner_text, '''''', ''), '''') > 0 THEN
    RAISE EXCEPTION USING ERRCODE = '22P02', MESSAGE = 'ORA-06502: PL/SQL: numeric or value error';
  END IF;
  RETURN '''' || inner_text || '''';
END
$$;
