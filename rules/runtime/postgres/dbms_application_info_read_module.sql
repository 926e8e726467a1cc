-- name: dbms_application_info_read_module
-- signature: dbms_application_info_read_module(text, text) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_APPLICATION_INFO.READ_MODULE
-- why: the module and action last set in this session; NULL before
-- example: CALL sct.dbms_application_info_read_module(NULL, NULL) => <NULL>|<NULL>
CREATE OR REPLACE PROCEDURE sct.dbms_application_info_read_module(INOUT module_name text, INOUT action_name text)
LANGUAGE plpgsql AS $$
BEGIN
  module_name := nullif(current_setting('sct.ctx.userenv.module', true), '');
  action_name := nullif(current_setting('sct.ctx.userenv.action', true), '');
END
$$;
