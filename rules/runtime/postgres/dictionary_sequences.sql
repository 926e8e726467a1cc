-- name: dictionary_sequences
-- signature: dictionary_sequences() returns SETOF record
-- source: Oracle Database Reference, USER_SEQUENCES
-- why: the sequences of the current schema, without those of identity columns
-- needs: dictionary_name
-- example: (SELECT count(*) FROM sct.dictionary_sequences() WHERE sequence_name = 'NO_SUCH_SEQUENCE') => 0
CREATE OR REPLACE FUNCTION sct.dictionary_sequences(OUT sequence_name text, OUT min_value numeric, OUT max_value numeric, OUT increment_by numeric, OUT cycle_flag text)
RETURNS SETOF record LANGUAGE sql STABLE AS $$
SELECT sct.dictionary_name(c.relname), s.seqmin, s.seqmax, s.seqincrement, CASE WHEN s.seqcycle THEN 'Y' ELSE 'N' END
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid
 WHERE c.relnamespace = quote_ident(current_schema())::regnamespace
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'i')
$$;
