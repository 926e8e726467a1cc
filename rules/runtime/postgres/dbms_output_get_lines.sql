-- name: dbms_output_get_lines
-- signature: dbms_output_get_lines(anyarray, numeric) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_OUTPUT.GET_LINES
-- why: up to so many of the oldest kept lines, from 1 on, and how many they are
-- needs: dbms_output_get_line
-- example: CALL sct.dbms_output_get_lines('{}'::public.sct_example_item[], 5) => {}|0
CREATE OR REPLACE PROCEDURE sct.dbms_output_get_lines(INOUT lines anyarray, INOUT numlines numeric)
LANGUAGE plpgsql AS $$
DECLARE
  line text;
  status numeric;
  got text[] := '{}';
BEGIN
  WHILE cardinality(got) < numlines LOOP
    CALL sct.dbms_output_get_line(line, status);
    EXIT WHEN status <> 0;
    got := got || line;
  END LOOP;
  numlines := cardinality(got);
  SELECT coalesce(array_agg(jsonb_populate_record(lines[0], jsonb_build_object('k', n, 'v', got[n])) ORDER BY n), '{}') INTO lines
  FROM generate_series(1, cardinality(got)) AS n;
END
$$;
