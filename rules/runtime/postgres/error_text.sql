-- name: error_text
-- signature: error_text() returns text
-- source: Oracle Database PL/SQL Language Reference, SQLERRM Function
-- why: asked outside a handler, it is about the error a calling routine is handling, or about none
-- needs: ora_errm
-- example: sct.error_text() => ORA-0000: normal, successful completion
CREATE OR REPLACE FUNCTION sct.error_text() RETURNS text
LANGUAGE sql STABLE PARALLEL UNSAFE AS $$
SELECT sct.ora_errm(e[1], e[2], e[3]) FROM (SELECT nullif(current_setting('sct.current_error', true), '')::text[]) AS h(e)
$$;
