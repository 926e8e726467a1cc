-- name: dbms_application_info_set_module
-- signature: dbms_application_info_set_module(text, text) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_APPLICATION_INFO.SET_MODULE
-- why: the module becomes application_name (cut to 48 bytes as in Oracle), the action a session setting
-- example: CALL sct.dbms_application_info_set_module('billing', 'run') => OK
CREATE OR REPLACE PROCEDURE sct.dbms_application_info_set_module(module_name text, action_name text)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('application_name', pg_catalog.left(coalesce(module_name, ''), 48), false),
          set_config('sct.ctx.userenv.module', pg_catalog.left(coalesce(module_name, ''), 48), false),
          set_config('sct.ctx.userenv.action', pg_catalog.left(coalesce(action_name, ''), 32), false);
END
$$;
