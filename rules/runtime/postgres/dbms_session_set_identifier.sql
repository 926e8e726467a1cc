-- name: dbms_session_set_identifier
-- signature: dbms_session_set_identifier(text) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SESSION.SET_IDENTIFIER
-- why: kept in a session setting
-- example: CALL sct.dbms_session_set_identifier('user7') => OK
CREATE OR REPLACE PROCEDURE sct.dbms_session_set_identifier(client_id text)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('sct.ctx.userenv.client_identifier', pg_catalog.left(coalesce(client_id, ''), 64), false);
END
$$;
