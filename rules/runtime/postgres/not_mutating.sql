-- name: not_mutating
-- signature: not_mutating(text, text[], text[]) returns void
-- source: Oracle Database PL/SQL Language Reference, Mutating-Table Restriction
-- why: raises the source's error where a row trigger of the table is among the callers: the call stack names its function; `inserting` are those that may see the table while they fire for an INSERT, which they note in a setting
-- example: sct.not_mutating('T', ARRAY['app.t_trigger']) => 
CREATE OR REPLACE FUNCTION sct.not_mutating(tab text, triggers text[], inserting text[] DEFAULT '{}') RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  stack text;
  one text;
  short text;
BEGIN
  IF pg_trigger_depth() = 0 THEN
    RETURN;
  END IF;
  GET DIAGNOSTICS stack = PG_CONTEXT;
  FOREACH one IN ARRAY triggers || inserting LOOP
    short := quote_ident((parse_ident(one))[cardinality(parse_ident(one))]);
    IF (strpos(stack, 'PL/pgSQL function ' || one || '() line') > 0
        OR strpos(stack, 'PL/pgSQL function ' || short || '() line') > 0)
       AND (one <> ALL (inserting) OR current_setting('sct.firing_' || md5(one), true)
            IS DISTINCT FROM 'INSERT') THEN
      RAISE EXCEPTION USING ERRCODE = 'O035N',
        MESSAGE = 'ORA-04091: table ' || tab || ' is mutating, trigger/function may not see it';
    END IF;
  END LOOP;
END
$$;
