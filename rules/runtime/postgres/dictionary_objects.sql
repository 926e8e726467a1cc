-- name: dictionary_objects
-- signature: dictionary_objects() returns SETOF record
-- source: Oracle Database Reference, USER_OBJECTS
-- why: the objects of the current schema; packages, which are schemas here, and types are not among them
-- needs: dictionary_name, dictionary_tables, dictionary_views, dictionary_sequences, dictionary_indexes, dictionary_triggers
-- example: (SELECT count(*) FROM sct.dictionary_objects() WHERE object_name = 'NO_SUCH_OBJECT') => 0
CREATE OR REPLACE FUNCTION sct.dictionary_objects(OUT object_name text, OUT object_type text, OUT status text)
RETURNS SETOF record LANGUAGE sql STABLE AS $$
SELECT t.table_name, 'TABLE', 'VALID' FROM sct.dictionary_tables() AS t
UNION ALL SELECT v.view_name, 'VIEW', 'VALID' FROM sct.dictionary_views() AS v
UNION ALL SELECT s.sequence_name, 'SEQUENCE', 'VALID' FROM sct.dictionary_sequences() AS s
UNION ALL SELECT i.index_name, 'INDEX', 'VALID' FROM sct.dictionary_indexes() AS i
UNION ALL SELECT DISTINCT g.trigger_name, 'TRIGGER', 'VALID' FROM sct.dictionary_triggers() AS g
UNION ALL SELECT sct.dictionary_name(c.relname), 'MATERIALIZED VIEW', 'VALID' FROM pg_catalog.pg_class c
           WHERE c.relnamespace = quote_ident(current_schema())::regnamespace AND c.relkind = 'm'
UNION ALL SELECT DISTINCT sct.dictionary_name(p.proname), CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END, 'VALID'
            FROM pg_catalog.pg_proc p
           WHERE p.pronamespace = quote_ident(current_schema())::regnamespace AND p.prokind IN ('f', 'p') AND p.proname NOT LIKE '%$%'
             AND p.prorettype <> 'trigger'::regtype
             AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
$$;
