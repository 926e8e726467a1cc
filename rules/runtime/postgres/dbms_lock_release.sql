-- name: dbms_lock_release
-- signature: dbms_lock_release(numeric) returns numeric
-- signature: dbms_lock_release(text) returns numeric
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_LOCK.RELEASE
-- why: 0 released, 3 wrong parameter, 4 not held, 5 no handle; one that was asked for until the COMMIT stays until then
-- example: sct.dbms_lock_release(4799) => 4
-- example: sct.dbms_lock_release(-1) => 3
-- example: sct.dbms_lock_release('no handle') => 5
CREATE OR REPLACE FUNCTION sct.dbms_lock_release(id numeric) RETURNS numeric
LANGUAGE plpgsql AS $$
DECLARE
  key CONSTANT integer := CASE WHEN id BETWEEN 0 AND 1999999999 THEN trunc(id) END;
  space CONSTANT integer := 1396921412;
  held text;
BEGIN
  IF key IS NULL THEN
    RETURN 3;
  END IF;
  SELECT mode INTO held FROM pg_catalog.pg_locks
  WHERE locktype = 'advisory' AND classid::bigint = space AND objid::bigint = key AND objsubid = 2 AND pid = pg_backend_pid()
    AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database());
  IF held IS NULL THEN
    RETURN 4;
  END IF;
  RETURN CASE WHEN CASE WHEN held = 'ExclusiveLock' THEN pg_advisory_unlock(space, key) ELSE pg_advisory_unlock_shared(space, key) END
              THEN 0 ELSE 4 END;
END
$$;
CREATE OR REPLACE FUNCTION sct.dbms_lock_release(lockhandle text) RETURNS numeric
LANGUAGE sql VOLATILE
AS $$ SELECT CASE WHEN lockhandle ~ '^1[0-9]{9}$' THEN sct.dbms_lock_release(lockhandle::numeric) ELSE 5 END $$;
