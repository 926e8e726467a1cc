-- name: dbms_session_unique_session_id
-- signature: dbms_session_unique_session_id() returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SESSION.UNIQUE_SESSION_ID
-- why: sixteen digits of the server process and of when it began: no two sessions have the same
-- example: length(sct.dbms_session_unique_session_id()) => 16
-- example: sct.dbms_session_unique_session_id() = sct.dbms_session_unique_session_id() => true
CREATE OR REPLACE FUNCTION sct.dbms_session_unique_session_id() RETURNS text
LANGUAGE sql STABLE PARALLEL RESTRICTED AS $$
SELECT upper(pg_catalog.lpad(to_hex(pg_backend_pid()), 8, '0')
  || pg_catalog.lpad(to_hex(extract(epoch FROM backend_start)::bigint & 4294967295), 8, '0'))
FROM pg_catalog.pg_stat_activity WHERE pid = pg_backend_pid()
$$;
