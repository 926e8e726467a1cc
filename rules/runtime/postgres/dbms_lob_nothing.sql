-- name: dbms_lob_nothing
-- signature: dbms_lob_nothing() returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_LOB.OPEN and CLOSE
-- why: a LOB is a value: there is nothing to open or close
-- example: CALL sct.dbms_lob_nothing() => OK
CREATE OR REPLACE PROCEDURE sct.dbms_lob_nothing()
LANGUAGE sql AS $$
SELECT
$$;
