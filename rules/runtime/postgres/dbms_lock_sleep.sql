-- name: dbms_lock_sleep
-- signature: dbms_lock_sleep(numeric) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_LOCK.SLEEP and DBMS_SESSION.SLEEP
-- why: pg_sleep, to the hundredth of a second, as a procedure
-- example: CALL sct.dbms_lock_sleep(0.01) => OK
CREATE OR REPLACE PROCEDURE sct.dbms_lock_sleep(seconds numeric)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_sleep(round(seconds, 2)::double precision);
END
$$;
