-- name: dictionary_constraints
-- signature: dictionary_constraints() returns SETOF record
-- source: Oracle Database Reference, USER_CONSTRAINTS
-- why: the constraints of the current schema's tables; NOT NULL is none of them here
-- needs: dictionary_name
-- example: (SELECT count(*) FROM sct.dictionary_constraints() WHERE constraint_name = 'NO_SUCH_CONSTRAINT') => 0
CREATE OR REPLACE FUNCTION sct.dictionary_constraints(OUT constraint_name text, OUT constraint_type text, OUT table_name text, OUT r_constraint_name text, OUT status text)
RETURNS SETOF record LANGUAGE sql STABLE AS $$
SELECT sct.dictionary_name(k.conname), CASE k.contype WHEN 'f' THEN 'R' ELSE upper(k.contype::text) END, sct.dictionary_name(t.relname),
       (SELECT sct.dictionary_name(r.conname) FROM pg_catalog.pg_constraint r
         WHERE k.contype = 'f' AND r.conrelid = k.confrelid AND r.conindid = k.conindid AND r.contype IN ('p', 'u') LIMIT 1), 'ENABLED'
  FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class t ON t.oid = k.conrelid
 WHERE t.relnamespace = quote_ident(current_schema())::regnamespace AND k.contype IN ('p', 'u', 'f', 'c') AND NOT t.relispartition
$$;
