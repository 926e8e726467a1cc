-- name: dbms_application_info_set_client_info
-- signature: dbms_application_info_set_client_info(text) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_APPLICATION_INFO.SET_CLIENT_INFO
-- why: kept in a session setting
-- example: CALL sct.dbms_application_info_set_client_info('c1') => OK
CREATE OR REPLACE PROCEDURE sct.dbms_application_info_set_client_info(client_info text)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('sct.ctx.userenv.client_info', pg_catalog.left(coalesce(client_info, ''), 64), false);
END
$$;
