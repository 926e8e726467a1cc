-- name: lasting_set
-- signature: lasting_set(text, text) returns text
-- source: Oracle Database SQL*Plus User's Guide and Reference, About Using Bind Variables
-- why: keeps a value for the rest of the session, over a rollback too: a prepared statement is no part of a transaction, a setting is
-- example: sct.lasting_set('sct_example.a', 'it''s') => it's
-- example: sct.lasting_set('sct_example.a', NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.lasting_set(key text, value text) RETURNS text
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE AS $$
DECLARE
  kept_as CONSTANT text := 'sct ' || key;
BEGIN
  IF EXISTS (SELECT FROM pg_catalog.pg_prepared_statements AS p WHERE p.name = 'sct ' || key) THEN
    EXECUTE format('DEALLOCATE %I', kept_as);
  END IF;
  EXECUTE format('PREPARE %I AS SELECT %L::text', kept_as, CASE WHEN value IS NULL THEN 'n' ELSE 'v' || encode(convert_to(value, 'UTF8'), 'hex') END);
  RETURN value;
END
$$;
