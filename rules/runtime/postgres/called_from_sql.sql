-- name: called_from_sql
-- signature: called_from_sql() returns boolean
-- source: Oracle Database PL/SQL Language Reference, Predefined Exceptions: NO_DATA_FOUND signals SQL functions that they have no rows left
-- why: whether the function that asks was called by a SQL statement, where NO_DATA_FOUND gives NULL, or by code, where it is raised; the call stack tells
-- example: sct.called_from_sql() => true
CREATE OR REPLACE FUNCTION sct.called_from_sql() RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  stack text;
  caller text;
BEGIN
  GET DIAGNOSTICS stack = PG_CONTEXT;
  SELECT line INTO caller
    FROM unnest(string_to_array(stack, E'\n')) WITH ORDINALITY AS f(line, n)
   WHERE n > 2 AND line NOT LIKE 'SQL function%' AND line NOT LIKE '%function sct.%'
   ORDER BY n LIMIT 1;
  RETURN caller IS NULL
      OR caller ~ ' at (FOR over|SQL statement|FETCH|OPEN|RETURN QUERY|EXECUTE)'
      OR (caller !~ '^(PL/pgSQL|SQL expression)' AND caller !~* '^SQL statement "CALL ');
END
$$;
