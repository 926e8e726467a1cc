-- name: dbms_sql_outputs
-- signature: dbms_sql_outputs(text) returns text[]
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL.VARIABLE_VALUE
-- why: which placeholders of a CALL its procedure writes to, in the order of its results; one procedure of that name has as many parameters, and at most eight of them give something back
-- example: sct.dbms_sql_outputs('CALL sct.dbms_output_get_line(:l, :s)') => {l,s}
-- example: sct.dbms_sql_outputs('CALL sct.dbms_lock_sleep(:s)') => {}
-- example: sct.dbms_sql_outputs('CALL no_such_one(:a)') => ERROR 42883: ORA-06550: no_such_one with 1 arguments is no procedure, or there are several
CREATE OR REPLACE FUNCTION sct.dbms_sql_outputs(call text) RETURNS text[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
  name CONSTANT text := pg_catalog.btrim(substring(call from '^CALL\s+([^(]+)'));
  parts CONSTANT text[] := parse_ident(name);
  args CONSTANT text[] := ARRAY(SELECT lower(m[1]) FROM regexp_matches(call, ':([A-Za-z0-9_$#]+)', 'g') WITH ORDINALITY AS t (m, n) ORDER BY n);
  modes text[];
BEGIN
  BEGIN
    SELECT coalesce(p.proargmodes::text[], '{}') INTO STRICT modes
    FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS s ON s.oid = p.pronamespace
    WHERE prokind = 'p' AND proname = parts[cardinality(parts)]
      AND coalesce(cardinality(proallargtypes), pronargs) = cardinality(args)
      AND CASE WHEN cardinality(parts) > 1 THEN nspname = parts[cardinality(parts) - 1] ELSE pg_function_is_visible(p.oid) END;
  EXCEPTION
    WHEN no_data_found OR too_many_rows THEN
      RAISE EXCEPTION USING ERRCODE = '42883',
        MESSAGE = format('ORA-06550: %s with %s arguments is no procedure, or there are several', name, cardinality(args));
  END;
  RETURN ARRAY(SELECT args[n] FROM unnest(modes) WITH ORDINALITY AS t (mode, n) WHERE mode IN ('o', 'b') ORDER BY n);
END
$$;
