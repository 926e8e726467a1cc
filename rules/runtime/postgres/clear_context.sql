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
  FOR setting IN
    SELECT s.name FROM pg_settings AS s
     WHERE s.name LIKE pg_catalog.replace(regexp_replace(sct.context_setting(namespace, 'x'), 'x$', ''), '_', '\_') || '%'
       AND (attribute IS NULL OR s.name = sct.context_setting(namespace, attribute))
  LOOP
    PERFORM set_config(setting, '', false);
  END LOOP;
END
$$;
