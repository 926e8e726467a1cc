-- name: dbms_output_new_line
-- signature: dbms_output_new_line() returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_OUTPUT.NEW_LINE
-- why: ends the line PUT began: a NOTICE at once (Oracle's client shows lines when the call is over), and kept for GET_LINE after ENABLE
-- example: CALL sct.dbms_output_new_line() => OK
CREATE OR REPLACE PROCEDURE sct.dbms_output_new_line()
LANGUAGE plpgsql AS $$
DECLARE
  line CONSTANT text := coalesce(current_setting('sct.output.pending', true), '');
  buffer_limit CONSTANT text := coalesce(current_setting('sct.output.limit', true), '');
  kept text[];
BEGIN
  IF buffer_limit = 'off' THEN
    RETURN;
  END IF;
  RAISE NOTICE '%', line;
  PERFORM set_config('sct.output.pending', '', false);
  IF buffer_limit <> '' THEN
    -- Lines GET_LINE left behind are gone with the next output.
    IF coalesce(current_setting('sct.output.reading', true), '') <> 'yes' THEN
      kept := nullif(current_setting('sct.output.lines', true), '')::text[];
    END IF;
    kept := array_append(kept, line);
    IF buffer_limit <> 'unlimited' AND octet_length(array_to_string(kept, '')) > buffer_limit::numeric THEN
      RAISE EXCEPTION USING ERRCODE = 'ORA00', MESSAGE = 'ORA-20000: ORU-10027: buffer overflow, limit of ' || buffer_limit || ' bytes';
    END IF;
    PERFORM set_config('sct.output.lines', kept::text, false), set_config('sct.output.reading', '', false);
  END IF;
END
$$;
