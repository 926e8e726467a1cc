-- name: dbms_session_is_role_enabled
-- signature: dbms_session_is_role_enabled(text) returns boolean
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SESSION.IS_ROLE_ENABLED
-- why: whether the user has the rights of a role; false for one that is not there
-- example: sct.dbms_session_is_role_enabled('NO_SUCH_ROLE') => false
-- example: sct.dbms_session_is_role_enabled('PG_MONITOR') => true
CREATE OR REPLACE FUNCTION sct.dbms_session_is_role_enabled(rolename text) RETURNS boolean
LANGUAGE sql STABLE AS $$
SELECT coalesce((SELECT pg_has_role(oid, 'USAGE') FROM pg_catalog.pg_roles
                 WHERE rolname = CASE WHEN rolename = upper(rolename) THEN lower(rolename) ELSE rolename END), false)
$$;
