-- name: dbms_assert_enquote_name
-- signature: dbms_assert_enquote_name(text, boolean) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_ASSERT.ENQUOTE_NAME
-- why: quotes around a name that has none, its case as names have it here: capitals are small letters; quotes inside must be pairs
-- example: sct.dbms_assert_enquote_name('Emp') => "emp"
-- example: sct.dbms_assert_enquote_name('Emp', false) => "Emp"
-- example: sct.dbms_assert_enquote_name('EMP', false) => "emp"
-- example: sct.dbms_assert_enquote_name('"Emp"') => "Emp"
-- example: sct.dbms_assert_enquote_name('a"b') => ERROR 22P02: ORA-06502: PL/SQL: numeric or value error
CREATE OR REPLACE FUNCTION sct.dbms_assert_enquote_name(str text, capitalize boolean DEFAULT true) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  quoted CONSTANT boolean := str LIKE '"%"' AND pg_catalog.length(str) > 1;
  name text := CASE WHEN quoted THEN pg_catalog.substr(str, 2, pg_catalog.length(str) - 2) ELSE str END;
BEGIN
  IF pg_catalog.replace(coalesce(name, '"'), '""', '') LIKE '%"%' THEN
    RAISE EXCEPTION USING ERRCODE = '22P02', MESSAGE = 'ORA-06502: PL/SQL: numeric or value error';
  END IF;
  RETURN '"' || CASE WHEN (capitalize AND NOT quoted) OR name = upper(name) THEN lower(name) ELSE name END || '"';
END
$$;
