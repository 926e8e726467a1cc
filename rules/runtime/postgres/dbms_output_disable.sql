-- name: dbms_output_disable
-- signature: dbms_output_disable() returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_OUTPUT.DISABLE
-- why: empties the buffer and silences PUT, PUT_LINE and NEW_LINE until ENABLE
-- example: CALL sct.dbms_output_disable() => OK
CREATE OR REPLACE PROCEDURE sct.dbms_output_disable()
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('sct.output.limit', 'off', false), set_config('sct.output.lines', '', false),
          set_config('sct.output.pending', '', false);
END
$$;
