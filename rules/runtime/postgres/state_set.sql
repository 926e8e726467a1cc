-- name: state_set
-- signature: state_set(text, text) returns text
-- source: Oracle Database PL/SQL Language Reference, Package State
-- why: keeps a package variable for the rest of the session, NULL apart from the empty text, and notes that there is one; a rolled back transaction takes it back, unless state_all and state_again carry it over
-- example: sct.state_set('sct_example.b', 'x') => x
-- example: sct.state_set('sct_example.b', NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.state_set(key text, value text) RETURNS text
LANGUAGE sql VOLATILE PARALLEL UNSAFE
AS $$ SELECT CASE
  WHEN strpos(coalesce(pg_catalog.current_setting('sct.state_keys', true), ''), ',' || key || ',') = 0
   AND pg_catalog.set_config('sct.state_keys', concat(pg_catalog.current_setting('sct.state_keys', true), ',', key, ','), false) = '' THEN NULL
  WHEN pg_catalog.left(pg_catalog.set_config(key, CASE WHEN value IS NULL THEN 'n' ELSE 'v' || value END, false), 1) = 'v' THEN value
END $$;
