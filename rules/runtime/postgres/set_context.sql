-- name: set_context
-- signature: set_context(text, text, text) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SESSION.SET_CONTEXT
-- why: application contexts live in session settings; unlike Oracle's they go back when the transaction is rolled back
-- needs: context_setting
-- example: CALL sct.set_context('HR_CTX', 'DEPT', '10') => OK
CREATE OR REPLACE PROCEDURE sct.set_context(namespace text, attribute text, value text)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config(sct.context_setting(namespace, attribute), coalesce(value, ''), false);
END
$$;
