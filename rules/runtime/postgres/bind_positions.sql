-- name: bind_positions
-- signature: bind_positions(text) returns text
-- source: Oracle Database PL/SQL Language Reference, EXECUTE IMMEDIATE: placeholders of a SQL statement are bound by position
-- why: the placeholders of a text that is put together at run time, as EXECUTE … USING counts them; quoted text and comments are left alone
-- example: sct.bind_positions('SELECT 1 FROM t WHERE a = :x AND b = :x') => SELECT 1 FROM t WHERE a = $1 AND b = $2
-- example: sct.bind_positions('SELECT '':x'', ":y", a::text FROM t WHERE b = :1') => SELECT ':x', ":y", a::text FROM t WHERE b = $1
-- example: sct.bind_positions('SELECT 1') => SELECT 1
-- example: sct.bind_positions(NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.bind_positions(statement text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  part text;
  result text := '';
  n integer := 0;
BEGIN
  IF statement IS NULL OR strpos(statement, ':') = 0 THEN
    RETURN statement;
  END IF;
  FOR part IN
    SELECT m[1] FROM regexp_matches(statement,
      '(''[^'']*''|"[^"]*"|--[^\n]*|/\*.*?\*/|::|:=|:[A-Za-z0-9_$#]+|[^:''"/-]+|.)', 'g') AS m
  LOOP
    IF part ~ '^:[A-Za-z0-9_]' THEN
      n := n + 1;
      part := '$' || n;
    END IF;
    result := result || part;
  END LOOP;
  RETURN result;
END
$$;
