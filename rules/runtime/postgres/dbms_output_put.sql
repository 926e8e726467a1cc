-- name: dbms_output_put
-- signature: dbms_output_put(text) returns procedure
-- signature: dbms_output_put(numeric) returns procedure
-- signature: dbms_output_put(timestamp) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_OUTPUT.PUT
-- why: part of a line, shown when the line ends; numbers and dates are written as Oracle writes them
-- needs: num_to_text, date_to_text
-- example: CALL sct.dbms_output_put('a') => OK
-- example: CALL sct.dbms_output_put(0.5) => OK
CREATE OR REPLACE PROCEDURE sct.dbms_output_put(item text)
LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('sct.output.limit', true) = 'off' THEN
    RETURN;
  END IF;
  PERFORM set_config('sct.output.pending', concat(current_setting('sct.output.pending', true), item), false);
END
$$;
CREATE OR REPLACE PROCEDURE sct.dbms_output_put(item numeric)
LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('sct.output.limit', true) = 'off' THEN
    RETURN;
  END IF;
  PERFORM set_config('sct.output.pending', concat(current_setting('sct.output.pending', true), sct.num_to_text(item)), false);
END
$$;
CREATE OR REPLACE PROCEDURE sct.dbms_output_put(item timestamp)
LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('sct.output.limit', true) = 'off' THEN
    RETURN;
  END IF;
  PERFORM set_config('sct.output.pending', concat(current_setting('sct.output.pending', true), sct.date_to_text(item)), false);
END
$$;
