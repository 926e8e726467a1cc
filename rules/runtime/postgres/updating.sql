-- name: updating
-- signature: updating(text, text) returns boolean
-- source: Oracle Database PL/SQL Language Reference, Conditional Predicates for Detecting Triggering DML Statement
-- why: UPDATING('COLUMN') in a trigger: whether the UPDATE that fires it sets that column; sct.note_updated has noted them
-- example: sct.updating('t', 'A') => false
-- example: sct.updating('t', NULL) => false
CREATE OR REPLACE FUNCTION sct.updating(relation text, name text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$ SELECT coalesce(pg_catalog.strpos(
                pg_catalog.current_setting('sct_updated.t' || pg_catalog.md5(relation) || '_' || pg_catalog.pg_trigger_depth(), true),
                '/' || pg_catalog.lower(name) || '/') > 0, false) $$;
