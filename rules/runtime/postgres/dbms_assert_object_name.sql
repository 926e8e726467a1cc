-- name: dbms_assert_object_name
-- signature: dbms_assert_object_name(text) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_ASSERT.SQL_OBJECT_NAME
-- why: the text unchanged when it names a table, view, sequence, type, routine or package there is, else ORA-44002
-- example: sct.dbms_assert_object_name('pg_catalog.pg_class') => pg_catalog.pg_class
-- example: sct.dbms_assert_object_name('PG_CLASS') => PG_CLASS
-- example: sct.dbms_assert_object_name('SCT') => SCT
-- example: sct.dbms_assert_object_name('sct.dbms_assert_object_name') => sct.dbms_assert_object_name
-- example: sct.dbms_assert_object_name('no_such_one') => ERROR O0XYA: ORA-44002: invalid object name
-- example: sct.dbms_assert_object_name('a b') => ERROR O0XYA: ORA-44002: invalid object name
CREATE OR REPLACE FUNCTION sct.dbms_assert_object_name(str text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
  parts text[];
BEGIN
  BEGIN
    parts := parse_ident(pg_catalog.regexp_replace(coalesce(str, ''), '"([A-Z0-9_$#]+)"', '\1', 'g'));
  EXCEPTION
    WHEN invalid_parameter_value THEN
      parts := '{}';
  END;
  IF cardinality(parts) = 0 OR NOT (
    to_regclass(array_to_string(ARRAY(SELECT quote_ident(p) FROM unnest(parts) AS p), '.')) IS NOT NULL
    OR to_regtype(array_to_string(ARRAY(SELECT quote_ident(p) FROM unnest(parts) AS p), '.')) IS NOT NULL
    OR EXISTS (SELECT FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
               WHERE proname = parts[cardinality(parts)]
                 AND CASE WHEN cardinality(parts) > 1 THEN nspname = parts[cardinality(parts) - 1] ELSE pg_function_is_visible(p.oid) END)
    OR EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = parts[cardinality(parts)])) THEN
    RAISE EXCEPTION USING ERRCODE = 'O0XYA', MESSAGE = 'ORA-44002: invalid object name';
  END IF;
  RETURN str;
END
$$;
