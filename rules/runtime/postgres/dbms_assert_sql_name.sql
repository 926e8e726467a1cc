-- name: dbms_assert_sql_name
-- signature: dbms_assert_sql_name(text, boolean) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_ASSERT.SIMPLE_SQL_NAME, QUALIFIED_SQL_NAME
-- why: the text unchanged when it is a name (qualified: names with dots and a database link), blanks around it allowed, else ORA-44003 or ORA-44004
-- example: sct.dbms_assert_sql_name('emp_1$', false) => emp_1$
-- example: sct.dbms_assert_sql_name('"my ""own"" name"', false) => "my ""own"" name"
-- example: sct.dbms_assert_sql_name('hr.emp', false) => ERROR O0XYB: ORA-44003: invalid SQL name
-- example: sct.dbms_assert_sql_name('1emp', false) => ERROR O0XYB: ORA-44003: invalid SQL name
-- example: sct.dbms_assert_sql_name(NULL, false) => ERROR O0XYB: ORA-44003: invalid SQL name
-- example: sct.dbms_assert_sql_name('hr."E m".x@link', true) => hr."E m".x@link
-- example: sct.dbms_assert_sql_name('emp; DROP TABLE emp', true) => ERROR O0XYC: ORA-44004: invalid qualified SQL name
CREATE OR REPLACE FUNCTION sct.dbms_assert_sql_name(str text, qualified boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  one CONSTANT text := '([[:alpha:]][[:alnum:]_$#]*|"([^"]|"")+")';
  pattern text := '^\s*' || one || '\s*$';
BEGIN
  IF qualified THEN
    pattern := '^\s*' || one || '(\.' || one || ')*(@' || one || '(\.' || one || ')*)?\s*$';
  END IF;
  IF coalesce(str, '') !~ pattern THEN
    RAISE EXCEPTION USING
      ERRCODE = CASE WHEN qualified THEN 'O0XYC' ELSE 'O0XYB' END,
      MESSAGE = CASE WHEN qualified THEN 'ORA-44004: invalid qualified SQL name' ELSE 'ORA-44003: invalid SQL name' END;
  END IF;
  RETURN str;
END
$$;
