-- name: state_get
-- signature: state_get(text) returns text
-- source: Oracle Database PL/SQL Language Reference, Package State
-- why: the value of a package variable in this session, as text; NULL when it is NULL or was never set
-- example: sct.state_get('sct_example.unset') => <NULL>
-- example: sct.state_set('sct_example.a', 'x') || sct.state_get('sct_example.a') => xx
CREATE OR REPLACE FUNCTION sct.state_get(key text) RETURNS text
LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $$ SELECT CASE WHEN pg_catalog.left(pg_catalog.current_setting(key, true), 1) = 'v'
                  THEN pg_catalog.substr(pg_catalog.current_setting(key, true), 2) END $$;
