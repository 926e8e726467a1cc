-- name: dbms_output_put_line
-- signature: dbms_output_put_line(text) returns procedure
-- signature: dbms_output_put_line(numeric) returns procedure
-- signature: dbms_output_put_line(timestamp) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_OUTPUT.PUT_LINE
-- why: a NOTICE at once, and kept for GET_LINE after ENABLE
-- needs: dbms_output_put, dbms_output_new_line
-- example: CALL sct.dbms_output_put_line('hello') => OK
-- example: CALL sct.dbms_output_put_line(NULL) => OK
-- example: CALL sct.dbms_output_put_line(5) => OK
CREATE OR REPLACE PROCEDURE sct.dbms_output_put_line(item text)
LANGUAGE plpgsql AS $$
BEGIN
  CALL sct.dbms_output_put(item);
  CALL sct.dbms_output_new_line();
END
$$;
CREATE OR REPLACE PROCEDURE sct.dbms_output_put_line(item numeric)
LANGUAGE plpgsql AS $$
BEGIN
  CALL sct.dbms_output_put(item);
  CALL sct.dbms_output_new_line();
END
$$;
CREATE OR REPLACE PROCEDURE sct.dbms_output_put_line(item timestamp)
LANGUAGE plpgsql AS $$
BEGIN
  CALL sct.dbms_output_put(item);
  CALL sct.dbms_output_new_line();
END
$$;
