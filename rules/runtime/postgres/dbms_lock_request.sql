-- name: dbms_lock_request
-- signature: dbms_lock_request(numeric, numeric, numeric, boolean) returns numeric
-- signature: dbms_lock_request(text, numeric, numeric, boolean) returns numeric
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_LOCK.REQUEST
-- why: an advisory lock of PostgreSQL for modes 6 (exclusive) and 4 (shared): 0 granted, 1 not in time, 3 wrong parameter, 4 held already, 5 no handle; other modes are not emulated
-- example: sct.dbms_lock_request(4711, 4) || ',' || sct.dbms_lock_release(4711) => 0,0
-- example: sct.dbms_lock_request(4712, 6, 0) || ',' || sct.dbms_lock_request(4712, 6, 0) || ',' || sct.dbms_lock_release(4712) => 0,4,0
-- example: sct.dbms_lock_request(-1) => 3
-- example: sct.dbms_lock_request('no handle') => 5
-- example: sct.dbms_lock_request(4713, 3) => ERROR 0A000: DBMS_LOCK mode 3 is not emulated
CREATE OR REPLACE FUNCTION sct.dbms_lock_request(id numeric, lockmode numeric DEFAULT 6, timeout numeric DEFAULT 32767, release_on_commit boolean DEFAULT false)
RETURNS numeric
LANGUAGE plpgsql AS $$
DECLARE
  key CONSTANT integer := CASE WHEN id BETWEEN 0 AND 1999999999 THEN trunc(id) END;
  space CONSTANT integer := 1396921412;  -- the other half of the key: locks of programs that use one number stay apart
  until CONSTANT timestamptz := clock_timestamp() + timeout * interval '1 second';
  granted boolean;
BEGIN
  IF key IS NULL OR lockmode NOT BETWEEN 1 AND 6 OR timeout < 0 THEN
    RETURN 3;
  ELSIF lockmode NOT IN (4, 6) THEN
    RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = format('DBMS_LOCK mode %s is not emulated', lockmode);
  ELSIF EXISTS (SELECT FROM pg_catalog.pg_locks WHERE locktype = 'advisory' AND classid::bigint = space AND objid::bigint = key
                  AND objsubid = 2 AND pid = pg_backend_pid() AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())) THEN
    RETURN 4;
  END IF;
  LOOP
    granted := CASE WHEN lockmode = 6 AND release_on_commit THEN pg_try_advisory_xact_lock(space, key)
                    WHEN lockmode = 6 THEN pg_try_advisory_lock(space, key)
                    WHEN release_on_commit THEN pg_try_advisory_xact_lock_shared(space, key)
                    ELSE pg_try_advisory_lock_shared(space, key) END;
    IF granted OR clock_timestamp() >= until THEN
      RETURN CASE WHEN granted THEN 0 ELSE 1 END;
    END IF;
    PERFORM pg_sleep(0.05);
  END LOOP;
END
$$;
CREATE OR REPLACE FUNCTION sct.dbms_lock_request(lockhandle text, lockmode numeric DEFAULT 6, timeout numeric DEFAULT 32767, release_on_commit boolean DEFAULT false)
RETURNS numeric
LANGUAGE sql VOLATILE
AS $$ SELECT CASE WHEN lockhandle ~ '^1[0-9]{9}$' THEN sct.dbms_lock_request(lockhandle::numeric, lockmode, timeout, release_on_commit) ELSE 5 END $$;
