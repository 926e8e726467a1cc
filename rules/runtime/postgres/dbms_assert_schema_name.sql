-- name: dbms_assert_schema_name
-- signature: dbms_assert_schema_name(text) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_ASSERT.SCHEMA_NAME
-- why: the text unchanged when a schema or a user has that name in capitals, as the dictionary has it; else ORA-44001
-- example: sct.dbms_assert_schema_name('PUBLIC') => PUBLIC
-- example: sct.dbms_assert_schema_name('public') => ERROR O0XY9: ORA-44001: invalid schema
-- example: sct.dbms_assert_schema_name('NO_SUCH_ONE') => ERROR O0XY9: ORA-44001: invalid schema
-- example: sct.dbms_assert_schema_name(NULL) => ERROR O0XY9: ORA-44001: invalid schema
CREATE OR REPLACE FUNCTION sct.dbms_assert_schema_name(str text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
  folded CONSTANT text := CASE WHEN str = upper(str) THEN lower(str) WHEN str <> lower(str) THEN str END;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = folded)
     AND NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = folded) THEN
    RAISE EXCEPTION USING ERRCODE = 'O0XY9', MESSAGE = 'ORA-44001: invalid schema';
  END IF;
  RETURN str;
END
$$;
