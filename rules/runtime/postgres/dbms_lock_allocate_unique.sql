-- name: dbms_lock_allocate_unique
-- signature: dbms_lock_allocate_unique(text, text, numeric) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_LOCK.ALLOCATE_UNIQUE
-- why: nothing is stored and nothing expires: the handle comes from the name
-- needs: dbms_lock_handle
-- example: CALL sct.dbms_lock_allocate_unique('a', NULL) => 1642028273
CREATE OR REPLACE PROCEDURE sct.dbms_lock_allocate_unique(lockname text, INOUT lockhandle text, expiration_secs numeric DEFAULT 864000)
LANGUAGE plpgsql AS $$
BEGIN
  lockhandle := sct.dbms_lock_handle(lockname);
END
$$;
