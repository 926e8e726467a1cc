-- name: dictionary_indexes
-- signature: dictionary_indexes() returns SETOF record
-- source: Oracle Database Reference, USER_INDEXES
-- why: the indexes of the current schema's tables
-- needs: dictionary_name
-- example: (SELECT count(*) FROM sct.dictionary_indexes() WHERE index_name = 'NO_SUCH_INDEX') => 0
CREATE OR REPLACE FUNCTION sct.dictionary_indexes(OUT index_name text, OUT table_name text, OUT uniqueness text, OUT status text)
RETURNS SETOF record LANGUAGE sql STABLE AS $$
SELECT sct.dictionary_name(i.relname), sct.dictionary_name(t.relname), CASE WHEN x.indisunique THEN 'UNIQUE' ELSE 'NONUNIQUE' END, 'VALID'
  FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid JOIN pg_catalog.pg_class t ON t.oid = x.indrelid
 WHERE t.relnamespace = quote_ident(current_schema())::regnamespace AND t.relkind IN ('r', 'p', 'm') AND NOT t.relispartition
$$;
