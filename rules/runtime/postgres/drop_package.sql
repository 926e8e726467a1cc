-- name: drop_package
-- signature: drop_package(text) returns procedure
-- source: Oracle Database PL/SQL Language Reference, DROP PACKAGE
-- why: a package is a schema of routines here; what stands on them outside of it would be dropped with them, where the source leaves it invalid: that is an error
-- needs: object_name, ora_sqlstate
-- example: CALL sct.drop_package('hr.no_such') => ERROR O034B: ORA-04043: object NO_SUCH does not exist
-- example: CALL sct.drop_package('pg_catalog') => ERROR O034B: ORA-04043: object PG_CATALOG does not exist
CREATE OR REPLACE PROCEDURE sct.drop_package(name text)
LANGUAGE plpgsql AS $$
DECLARE
  parts CONSTANT text[] := parse_ident(sct.object_name(name));
  wanted CONSTANT text := parts[cardinality(parts)];
  place CONSTANT oid := (SELECT oid FROM pg_namespace WHERE nspname = wanted AND nspname <> 'sct' AND nspname NOT LIKE 'pg\_%');
  user_of text;
BEGIN
  IF place IS NULL OR NOT EXISTS (SELECT FROM pg_proc WHERE pronamespace = place)
     OR EXISTS (SELECT FROM pg_class WHERE relnamespace = place AND relkind IN ('r', 'p', 'v', 'm', 'S')) THEN
    RAISE EXCEPTION USING ERRCODE = sct.ora_sqlstate(-4043),
      MESSAGE = 'ORA-04043: object ' || CASE WHEN wanted = lower(wanted) THEN upper(wanted) ELSE wanted END || ' does not exist';
  END IF;
  SELECT pg_describe_object(d.classid, d.objid, d.objsubid) INTO user_of
    FROM pg_depend d JOIN pg_proc f ON d.refclassid = 'pg_proc'::regclass AND d.refobjid = f.oid
   WHERE f.pronamespace = place AND d.deptype IN ('n', 'a')
     AND NOT (d.classid = 'pg_proc'::regclass AND EXISTS (SELECT FROM pg_proc q WHERE q.oid = d.objid AND q.pronamespace = place))
   LIMIT 1;
  IF user_of IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = '2BP01', MESSAGE = format('package %s cannot be dropped: %s stands on it', wanted, user_of);
  END IF;
  EXECUTE format('DROP SCHEMA %I CASCADE', wanted);
END
$$;
