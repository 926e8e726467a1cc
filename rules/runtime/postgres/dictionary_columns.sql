-- name: dictionary_columns
-- signature: dictionary_columns() returns SETOF record
-- source: Oracle Database Reference, USER_TAB_COLUMNS
-- why: the columns of the current schema's tables and views, their types by the names they have in the source
-- needs: dictionary_name
-- example: (SELECT count(*) FROM sct.dictionary_columns() WHERE table_name = 'NO_SUCH_TABLE') => 0
CREATE OR REPLACE FUNCTION sct.dictionary_columns(OUT table_name text, OUT column_name text, OUT data_type text, OUT nullable text, OUT column_id numeric)
RETURNS SETOF record LANGUAGE sql STABLE AS $$
SELECT sct.dictionary_name(c.relname), sct.dictionary_name(a.attname),
       CASE
         WHEN a.atttypid IN ('numeric'::regtype, 'bigint'::regtype, 'integer'::regtype, 'smallint'::regtype) THEN 'NUMBER'
         WHEN a.atttypid = 'varchar'::regtype THEN 'VARCHAR2'
         WHEN a.atttypid = 'bpchar'::regtype THEN 'CHAR'
         WHEN a.atttypid = 'text'::regtype THEN 'CLOB'
         WHEN a.atttypid = 'timestamp'::regtype THEN CASE a.atttypmod WHEN 0 THEN 'DATE' WHEN -1 THEN 'TIMESTAMP(6)' ELSE 'TIMESTAMP(' || a.atttypmod || ')' END
         WHEN a.atttypid = 'double precision'::regtype THEN 'BINARY_DOUBLE'
         WHEN a.atttypid = 'real'::regtype THEN 'BINARY_FLOAT'
         WHEN a.atttypid = 'xml'::regtype THEN 'XMLTYPE'
         WHEN a.atttypid = 'boolean'::regtype THEN 'BOOLEAN'
         WHEN a.atttypid IN ('jsonb'::regtype, 'json'::regtype) THEN 'JSON'
         ELSE upper(format_type(a.atttypid, NULL)) END,
       CASE WHEN a.attnotnull OR EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p' AND a.attnum = ANY (k.conkey))
            THEN 'N' ELSE 'Y' END,
       row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum)
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE c.relnamespace = quote_ident(current_schema())::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND NOT c.relispartition
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_class v WHERE v.relnamespace = c.relnamespace AND v.relkind = 'v' AND v.relname || '_rows' = c.relname)
$$;
