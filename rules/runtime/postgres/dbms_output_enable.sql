-- name: dbms_output_enable
-- signature: dbms_output_enable(numeric) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_OUTPUT.ENABLE
-- why: lines are kept for GET_LINE from now on (they are NOTICEs in any case); the buffer goes back when the transaction is rolled back
-- example: CALL sct.dbms_output_enable() => OK
-- example: CALL sct.dbms_output_enable(1000000) => OK
-- example: CALL sct.dbms_output_enable(NULL) => OK
CREATE OR REPLACE PROCEDURE sct.dbms_output_enable(buffer_size numeric DEFAULT 20000)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('sct.output.limit', coalesce(greatest(buffer_size, 2000)::text, 'unlimited'), false);
END
$$;
