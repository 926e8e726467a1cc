-- name: clear_context
-- signature: clear_context(text, text, text) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SESSION.CLEAR_CONTEXT
-- why: forgets one attribute of an application context, or all (third argument NULL); the client identifier is ignored
-- needs: context_setting
-- example: CALL sct.clear_context('HR_CTX', NULL, 'DEPT') => OK
-- example: CALL sct.clear_context('HR_CTX') => OK
CREATE OR REPLACE PROCEDURE sct.clear_context(namespace text, client_id text DEFAULT NULL, attribute text DEFAULT NULL)
LANGUAGE plpgsql AS $$
DECLARE
  setting text;
BEGIN
  IF attribute IS NOT NULL THEN
    PERFORM set_config(sct.context_setting(namespace, attribute), '', false);
    RETURN;
  END IF;
  FOREACH setting IN ARRAY coalesce(nullif(current_setting(sct.context_setting(namespace, '#set'), true), '')::text[], '{}') LOOP
    PERFORM set_config(setting, '', false);
  END LOOP;
END
$$;
