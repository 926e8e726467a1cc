-- name: alter_trigger
-- signature: alter_trigger(text, text) returns procedure
-- source: Oracle Database SQL Language Reference, DROP TRIGGER; ALTER TRIGGER
-- why: a trigger is named without its table; it may have a number in front of its name here, and a compound one is several
-- needs: object_name, ora_sqlstate
-- example: CALL sct.alter_trigger('no_such', 'DROP') => ERROR O035C: ORA-04080: trigger 'NO_SUCH' does not exist
-- example: CALL sct.alter_trigger('"No Such"', 'DISABLE') => ERROR O035C: ORA-04080: trigger 'No Such' does not exist
CREATE OR REPLACE PROCEDURE sct.alter_trigger(name text, action text)
LANGUAGE plpgsql AS $$
DECLARE
  parts CONSTANT text[] := parse_ident(sct.object_name(name));
  wanted CONSTANT text := parts[cardinality(parts)];
  met boolean := false;
  one record;
BEGIN
  FOR one IN
    SELECT t.tgname, t.tgrelid::regclass AS relation
      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace s ON s.oid = c.relnamespace
      JOIN pg_proc f ON f.oid = t.tgfoid JOIN pg_namespace fs ON fs.oid = f.pronamespace
      CROSS JOIN LATERAL regexp_replace(t.tgname, '^(_[0-9][0-9]_?)+', '') AS own
     WHERE NOT t.tgisinternal
       AND CASE WHEN cardinality(parts) > 1 THEN s.nspname = parts[1] ELSE pg_table_is_visible(c.oid) END
       AND (own = wanted OR (fs.nspname = wanted AND own = wanted || '_' || f.proname))
  LOOP
    met := true;
    IF action = 'DROP' THEN
      EXECUTE format('DROP TRIGGER %I ON %s', one.tgname, one.relation);
    ELSE
      EXECUTE format('ALTER TABLE %s %s TRIGGER %I', one.relation, action, one.tgname);
    END IF;
  END LOOP;
  IF NOT met THEN
    RAISE EXCEPTION USING ERRCODE = sct.ora_sqlstate(-4080),
      MESSAGE = 'ORA-04080: trigger ''' || CASE WHEN wanted = lower(wanted) THEN upper(wanted) ELSE wanted END || ''' does not exist';
  END IF;
END
$$;
