-- name: invalid_number
-- signature: invalid_number(text) returns numeric
-- source: Oracle Database Error Messages, ORA-01722 and ORA-06502
-- why: the same bad text is ORA-01722 inside an SQL statement and ORA-06502 in a PL/SQL expression; the call stack tells which
-- example: sct.invalid_number('abc') => ERROR 22P02: ORA-01722: invalid number
CREATE OR REPLACE FUNCTION sct.invalid_number(s text) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  stack text;
  caller text;
BEGIN
  GET DIAGNOSTICS stack = PG_CONTEXT;
  SELECT line INTO caller
    FROM unnest(string_to_array(stack, E'\n')) WITH ORDINALITY AS f(line, n)
   WHERE n > 1 AND line NOT LIKE 'SQL function%' AND line NOT LIKE '%function sct.%'
     AND line NOT LIKE 'SQL expression "%text_to_num(s)"' AND line NOT LIKE '%function constant_to_number(%'
   ORDER BY n LIMIT 1;
  IF (caller ~ '^(PL/pgSQL|SQL expression)' AND caller !~ ' at (FOR over|SQL statement|FETCH|OPEN|RETURN QUERY)')
     OR caller ~* '^SQL statement "CALL ' THEN
    RAISE EXCEPTION USING ERRCODE = '22P02', DETAIL = 'value: ' || s,
      MESSAGE = 'ORA-06502: PL/SQL: numeric or value error: character to number conversion error';
  END IF;
  RAISE EXCEPTION USING ERRCODE = '22P02', MESSAGE = 'ORA-01722: invalid number', DETAIL = 'value: ' || s;
END
$$;
