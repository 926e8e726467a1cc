-- name: state_set
-- signature: state_set(text, text) returns text
-- source: Oracle Database PL/SQL Language Reference, Package State
-- why: keeps a package variable for the rest of the session, NULL apart from the empty text; a rolled back transaction takes it back
-- example: sct.state_set('sct_example.b', 'x') => x
-- example: sct.state_set('sct_example.b', NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.state_set(key text, value text) RETURNS text
LANGUAGE sql VOLATILE PARALLEL UNSAFE
AS $$ SELECT CASE WHEN pg_catalog.left(pg_catalog.set_config(key, CASE WHEN value IS NULL THEN 'n' ELSE 'v' || value END, false), 1) = 'v'
                  THEN value END $$;
