-- name: dictionary_triggers
-- signature: dictionary_triggers() returns SETOF record
-- source: Oracle Database Reference, USER_TRIGGERS
-- why: the triggers of the current schema's tables and views; a number in front of a name keeps their order here
-- needs: dictionary_name
-- example: (SELECT count(*) FROM sct.dictionary_triggers() WHERE trigger_name = 'NO_SUCH_TRIGGER') => 0
CREATE OR REPLACE FUNCTION sct.dictionary_triggers(OUT trigger_name text, OUT table_name text, OUT status text)
RETURNS SETOF record LANGUAGE sql STABLE AS $$
SELECT sct.dictionary_name(pg_catalog.regexp_replace(t.tgname, '^(_99)?_[0-9]{2}_', '')::name), sct.dictionary_name(c.relname),
       CASE t.tgenabled WHEN 'D' THEN 'DISABLED' ELSE 'ENABLED' END
  FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
 WHERE c.relnamespace = quote_ident(current_schema())::regnamespace AND NOT t.tgisinternal AND t.tgparentid = 0
   AND p.pronamespace <> 'sct'::regnamespace
$$;
