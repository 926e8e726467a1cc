-- name: note_updated
-- signature: note_updated() returns trigger
-- source: Oracle Database PL/SQL Language Reference, Conditional Predicates for Detecting Triggering DML Statement
-- why: a statement trigger that notes which columns an UPDATE names, for UPDATING('COLUMN'): with (table) it begins anew, with (table, column) it adds one
-- example: (SELECT pg_catalog.format_type(p.prorettype, NULL) FROM pg_catalog.pg_proc p WHERE p.oid = 'sct.note_updated()'::pg_catalog.regprocedure) => trigger
CREATE OR REPLACE FUNCTION sct.note_updated() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  key text := 'sct_updated.t' || pg_catalog.md5(TG_ARGV[0]) || '_' || pg_catalog.pg_trigger_depth();
BEGIN
  IF TG_NARGS = 1 THEN
    PERFORM pg_catalog.set_config(key, '/', true);
  ELSE
    PERFORM pg_catalog.set_config(key, pg_catalog.current_setting(key, true) || TG_ARGV[1] || '/', true);
  END IF;
  RETURN NULL;
END
$$;
