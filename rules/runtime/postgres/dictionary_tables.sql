-- name: dictionary_tables
-- signature: dictionary_tables() returns SETOF record
-- source: Oracle Database Reference, USER_TABLES
-- why: the tables of the current schema; a global temporary table, which is a view here, is one of them, and the table behind it is not
-- needs: dictionary_name
-- example: (SELECT count(*) FROM sct.dictionary_tables() WHERE table_name = 'NO_SUCH_TABLE') => 0
CREATE OR REPLACE FUNCTION sct.dictionary_tables(OUT table_name text, OUT temporary text, OUT partitioned text, OUT status text)
RETURNS SETOF record LANGUAGE sql STABLE AS $$
SELECT sct.dictionary_name(c.relname), CASE WHEN c.relkind = 'v' OR c.relpersistence = 't' THEN 'Y' ELSE 'N' END,
       CASE WHEN c.relkind = 'p' THEN 'YES' ELSE 'NO' END, 'VALID'
  FROM pg_catalog.pg_class c
 WHERE c.relnamespace = quote_ident(current_schema())::regnamespace
   AND CASE c.relkind
         WHEN 'v' THEN EXISTS (SELECT FROM pg_catalog.pg_class r WHERE r.relnamespace = c.relnamespace AND r.relname = c.relname || '_rows'
                                  AND r.relkind = 'r')
         WHEN 'r' THEN NOT c.relispartition AND NOT EXISTS (SELECT FROM pg_catalog.pg_class v WHERE v.relnamespace = c.relnamespace
                                  AND v.relkind = 'v' AND v.relname || '_rows' = c.relname)
         ELSE c.relkind = 'p' AND NOT c.relispartition END
$$;
