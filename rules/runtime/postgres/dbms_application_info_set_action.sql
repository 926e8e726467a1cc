-- name: dbms_application_info_set_action
-- signature: dbms_application_info_set_action(text) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_APPLICATION_INFO.SET_ACTION
-- why: kept in a session setting
-- example: CALL sct.dbms_application_info_set_action('step 1') => OK
CREATE OR REPLACE PROCEDURE sct.dbms_application_info_set_action(action_name text)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('sct.ctx.userenv.action', pg_catalog.left(coalesce(action_name, ''), 32), false);
END
$$;
