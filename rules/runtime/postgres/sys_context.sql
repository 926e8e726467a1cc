-- name: sys_context
-- signature: sys_context(text, text) returns text
-- signature: sys_context(text, text, numeric) returns text
-- source: Oracle Database SQL Language Reference, SYS_CONTEXT
-- why: USERENV from PostgreSQL's session (names in capitals as Oracle gives them), other namespaces from set_context
-- needs: context_setting, raise_ora
-- example: sct.sys_context('USERENV', 'SESSION_USER') => POSTGRES
-- example: sct.sys_context('userenv', 'sessionid') = pg_backend_pid()::text => true
-- example: sct.sys_context('USERENV', 'DB_NAME') = current_database() => true
-- example: sct.sys_context('USERENV', 'LANG') => US
-- example: sct.sys_context('USERENV', 'IP_ADDRESS') => 127.0.0.1
-- example: sct.sys_context('HR_CTX', 'NEVER_SET') => <NULL>
-- example: sct.sys_context('USERENV', 'NLS_DATE_FORMAT', 2) => DD
-- example: sct.sys_context('USERENV', 'COLOUR') => ERROR 22023: ORA-02003: invalid USERENV parameter
-- example: sct.sys_context('USERENV', 'DATABASE_ROLE') => PRIMARY
-- example: sct.sys_context('userenv', 'current_edition_name') => ORA$BASE
-- example: sct.sys_context('USERENV', 'BG_JOB_ID') => <NULL>
-- example: sct.sys_context('USERENV', 'CURRENT_USERID') = sct.sys_context('USERENV', 'SESSION_USERID') => true
CREATE OR REPLACE FUNCTION sct.sys_context(namespace text, parameter text) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED AS $$
DECLARE
  v text;
BEGIN
  IF upper(namespace) <> 'USERENV' THEN
    RETURN nullif(current_setting(sct.context_setting(namespace, parameter), true), '');
  END IF;
  CASE upper(parameter)
    WHEN 'CURRENT_SCHEMA' THEN v := current_schema();
    WHEN 'CURRENT_USER' THEN v := current_user;
    WHEN 'SESSION_USER' THEN v := session_user;
    WHEN 'PROXY_USER' THEN RETURN NULL;
    WHEN 'AUTHENTICATED_IDENTITY' THEN v := session_user;
    WHEN 'DB_NAME', 'INSTANCE_NAME', 'SERVICE_NAME', 'DB_UNIQUE_NAME', 'CON_NAME' THEN RETURN current_database();
    WHEN 'SID', 'SESSIONID' THEN RETURN pg_backend_pid()::text;
    WHEN 'IP_ADDRESS' THEN RETURN host(inet_client_addr());
    WHEN 'HOST', 'TERMINAL' THEN RETURN host(inet_client_addr());
    WHEN 'SERVER_HOST' THEN RETURN host(inet_server_addr());
    WHEN 'MODULE' THEN RETURN coalesce(nullif(current_setting('sct.ctx.userenv.module', true), ''), nullif(current_setting('application_name'), ''));
    WHEN 'ACTION', 'CLIENT_INFO', 'CLIENT_IDENTIFIER' THEN
      RETURN nullif(current_setting('sct.ctx.userenv.' || lower(parameter), true), '');
    WHEN 'OS_USER' THEN RETURN NULL;
    WHEN 'ISDBA' THEN RETURN CASE WHEN current_setting('is_superuser') = 'on' THEN 'TRUE' ELSE 'FALSE' END;
    WHEN 'LANG' THEN RETURN 'US';
    WHEN 'LANGUAGE' THEN RETURN 'AMERICAN_AMERICA.AL32UTF8';
    WHEN 'NLS_TERRITORY' THEN RETURN 'AMERICA';
    WHEN 'NLS_CURRENCY' THEN RETURN '$';
    WHEN 'NLS_CALENDAR' THEN RETURN 'GREGORIAN';
    WHEN 'NLS_DATE_FORMAT' THEN RETURN coalesce(nullif(current_setting('sct.nls_date_format', true), ''), 'DD-MON-RR');
    WHEN 'NLS_DATE_LANGUAGE' THEN RETURN 'AMERICAN';
    WHEN 'NLS_SORT' THEN RETURN 'BINARY';
    WHEN 'INSTANCE', 'CON_ID', 'ENTRYID' THEN RETURN '1';
    WHEN 'CLIENT_PROGRAM_NAME' THEN RETURN nullif(current_setting('application_name'), '');
    WHEN 'CURRENT_USERID' THEN RETURN current_user::regrole::oid::text;
    WHEN 'SESSION_USERID' THEN RETURN session_user::regrole::oid::text;
    WHEN 'CURRENT_SCHEMAID' THEN RETURN current_schema()::regnamespace::oid::text;
    WHEN 'CDB_NAME' THEN RETURN current_database();
    WHEN 'NETWORK_PROTOCOL' THEN RETURN CASE WHEN inet_client_addr() IS NOT NULL THEN 'tcp' END;
    WHEN 'DATABASE_ROLE' THEN RETURN CASE WHEN pg_is_in_recovery() THEN 'PHYSICAL STANDBY' ELSE 'PRIMARY' END;
    WHEN 'PLATFORM_SLASH' THEN RETURN '/';
    WHEN 'CURRENT_EDITION_NAME', 'SESSION_EDITION_NAME' THEN RETURN 'ORA$BASE';
    WHEN 'FG_JOB_ID', 'GLOBAL_CONTEXT_MEMORY' THEN RETURN '0';
    WHEN 'SCHEDULER_JOB' THEN RETURN 'N';
    WHEN 'NLS_COMP' THEN RETURN 'BINARY';
    WHEN 'BG_JOB_ID', 'DB_DOMAIN', 'ENTERPRISE_IDENTITY', 'GLOBAL_UID', 'POLICY_INVOKER', 'AUDITED_CURSORID', 'CURRENT_BIND',
         'CURRENT_SQL', 'CURRENT_SQL1', 'CURRENT_SQL2', 'CURRENT_SQL3', 'CURRENT_SQL4', 'CURRENT_SQL5', 'CURRENT_SQL6',
         'CURRENT_SQL7', 'CURRENT_SQL_LENGTH', 'PROXY_USERID', 'PROXY_ENTERPRISE_IDENTITY', 'DBLINK_INFO' THEN
      RETURN NULL;  -- of jobs, policies, audits and directories there are none
    ELSE PERFORM sct.raise_ora('22023', 'ORA-02003: invalid USERENV parameter', parameter);
  END CASE;
  RETURN CASE WHEN v = lower(v) THEN upper(v) ELSE v END;
END
$$;
CREATE OR REPLACE FUNCTION sct.sys_context(namespace text, parameter text, length numeric) RETURNS text
LANGUAGE sql STABLE PARALLEL RESTRICTED AS $$
SELECT nullif(pg_catalog.left(sct.sys_context(namespace, parameter), trunc(length)::integer), '')
$$;
