-- name: set_context
-- signature: set_context(text, text, text) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SESSION.SET_CONTEXT
-- why: application contexts live in session settings; unlike Oracle's they go back when the transaction is rolled back
-- needs: context_setting
-- example: CALL sct.set_context('HR_CTX', 'DEPT', '10') => OK
CREATE OR REPLACE PROCEDURE sct.set_context(namespace text, attribute text, value text)
LANGUAGE plpgsql AS $$
DECLARE
  setting CONSTANT text := sct.context_setting(namespace, attribute);
  -- The attributes set so far, for clear_context: PostgreSQL does not list settings of this kind.
  list CONSTANT text := sct.context_setting(namespace, '#set');
  known CONSTANT text[] := nullif(current_setting(list, true), '')::text[];
BEGIN
  PERFORM set_config(setting, coalesce(value, ''), false);
  IF known IS NULL OR NOT setting = ANY (known) THEN
    PERFORM set_config(list, array_append(known, setting)::text, false);
  END IF;
END
$$;
