-- name: error_number
-- signature: error_number() returns integer
-- source: Oracle Database PL/SQL Language Reference, SQLCODE Function
-- why: asked outside a handler, it is about the error a calling routine is handling, or about none
-- needs: ora_code
-- example: sct.error_number() => 0
CREATE OR REPLACE FUNCTION sct.error_number() RETURNS integer
LANGUAGE sql STABLE PARALLEL UNSAFE AS $$
SELECT sct.ora_code(e[1], e[2], e[3]) FROM (SELECT nullif(current_setting('sct.current_error', true), '')::text[]) AS h(e)
$$;
