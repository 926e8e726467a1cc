-- name: nothing_done
-- signature: nothing_done() returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_STATS.GATHER_TABLE_STATS
-- why: stands where Oracle is told something about its storage that has no counterpart and no effect on rows
-- example: CALL sct.nothing_done() => OK
CREATE OR REPLACE PROCEDURE sct.nothing_done()
LANGUAGE sql AS $$
SELECT
$$;
