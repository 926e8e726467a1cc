-- name: dbms_application_info_read_client_info
-- signature: dbms_application_info_read_client_info(text) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_APPLICATION_INFO.READ_CLIENT_INFO
-- why: the client information last set in this session; NULL before
-- example: CALL sct.dbms_application_info_read_client_info(NULL) => <NULL>
CREATE OR REPLACE PROCEDURE sct.dbms_application_info_read_client_info(INOUT client_info text)
LANGUAGE plpgsql AS $$
BEGIN
  client_info := nullif(current_setting('sct.ctx.userenv.client_info', true), '');
END
$$;
