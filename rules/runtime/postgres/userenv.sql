-- name: userenv
-- signature: userenv(text) returns text
-- source: Oracle Database SQL Language Reference, USERENV
-- why: the old form of SYS_CONTEXT('USERENV', …)
-- needs: sys_context
-- example: sct.userenv('LANG') => US
-- example: sct.userenv('LANGUAGE') => AMERICAN_AMERICA.AL32UTF8
-- example: sct.userenv('SESSIONID') = pg_backend_pid()::text => true
CREATE OR REPLACE FUNCTION sct.userenv(parameter text) RETURNS text
LANGUAGE sql STABLE PARALLEL RESTRICTED AS $$
SELECT sct.sys_context('USERENV', parameter)
$$;
