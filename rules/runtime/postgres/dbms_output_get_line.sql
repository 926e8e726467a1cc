-- name: dbms_output_get_line
-- signature: dbms_output_get_line(text, numeric) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_OUTPUT.GET_LINE
-- why: the oldest kept line and status 0, or NULL and status 1; only lines put after ENABLE are kept
-- example: CALL sct.dbms_output_get_line(NULL, NULL) => <NULL>|1
CREATE OR REPLACE PROCEDURE sct.dbms_output_get_line(INOUT line text, INOUT status numeric)
LANGUAGE plpgsql AS $$
DECLARE
  kept CONSTANT text[] := nullif(current_setting('sct.output.lines', true), '')::text[];
BEGIN
  IF coalesce(cardinality(kept), 0) = 0 THEN
    line := NULL;
    status := 1;
    RETURN;
  END IF;
  line := nullif(kept[1], '');
  status := 0;
  PERFORM set_config('sct.output.lines', kept[2:]::text, false), set_config('sct.output.reading', 'yes', false);
END
$$;
