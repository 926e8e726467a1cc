-- name: dictionary_views
-- signature: dictionary_views() returns SETOF text
-- source: Oracle Database Reference, USER_VIEWS
-- why: the views of the current schema, without those that are global temporary tables
-- needs: dictionary_name
-- example: (SELECT count(*) FROM sct.dictionary_views() WHERE view_name = 'NO_SUCH_VIEW') => 0
CREATE OR REPLACE FUNCTION sct.dictionary_views(OUT view_name text) RETURNS SETOF text LANGUAGE sql STABLE AS $$
SELECT sct.dictionary_name(c.relname)
  FROM pg_catalog.pg_class c
 WHERE c.relnamespace = quote_ident(current_schema())::regnamespace AND c.relkind = 'v'
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_class r WHERE r.relnamespace = c.relnamespace AND r.relname = c.relname || '_rows' AND r.relkind = 'r')
$$;
