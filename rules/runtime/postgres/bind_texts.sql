-- name: bind_texts
-- signature: bind_texts(text, integer[]) returns text
-- source: Oracle Database SQL Language Reference, Implicit Data Conversion
-- why: a text bound where the server finds a number, a date or bytes wanted is converted as Oracle does; for statements whose names only run time knows
-- needs: hextoraw, text_to_date, text_to_num
-- example: sct.bind_texts('SELECT 1 WHERE 2.5 = $1 AND ''$1'' = $2', '{1,2}') => SELECT 1 WHERE 2.5 = sct.text_to_num($1) AND '$1' = $2
-- example: sct.bind_texts('SELECT 1 WHERE now()::timestamp > $2 AND 1.5 = $1', '{2}') => SELECT 1 WHERE now()::timestamp > sct.text_to_date($2) AND 1.5 = $1
-- example: sct.bind_texts('SELECT $1', '{1}') => SELECT $1
-- example: sct.bind_texts('SELECT no_such_column_here + $1', '{1}') => SELECT no_such_column_here + $1
-- example: sct.bind_texts(NULL, '{1}') => <NULL>
CREATE OR REPLACE FUNCTION sct.bind_texts(statement text, texts integer[]) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  wanted text[];
  part text;
  result text := '';
BEGIN
  IF statement IS NULL THEN
    RETURN NULL;
  END IF;
  BEGIN
    EXECUTE format('PREPARE sct_bound AS %s', statement);
    wanted := (SELECT parameter_types::text[] FROM pg_catalog.pg_prepared_statements WHERE name = 'sct_bound');
    EXECUTE 'DEALLOCATE sct_bound';
  EXCEPTION
    WHEN syntax_error_or_access_rule_violation THEN
      RETURN statement;  -- running it says what is wrong, or what the values are decides
  END;
  FOR part IN
    SELECT m[1] FROM regexp_matches(statement, '(''[^'']*''|"[^"]*"|--[^\n]*|/\*.*?\*/|\$[0-9]+|[^$''"/-]+|.)', 'g') AS m
  LOOP
    IF part ~ '^\$[0-9]' AND pg_catalog.substr(part, 2)::integer = ANY (texts) THEN
      part := CASE WHEN wanted[pg_catalog.substr(part, 2)::integer] IN ('numeric', 'smallint', 'integer', 'bigint')
                   THEN format('sct.text_to_num(%s)', part)
                   WHEN wanted[pg_catalog.substr(part, 2)::integer] LIKE 'timestamp without%' THEN format('sct.text_to_date(%s)', part)
                   WHEN wanted[pg_catalog.substr(part, 2)::integer] = 'bytea' THEN format('sct.hextoraw(%s)', part)
                   ELSE part END;
    END IF;
    result := result || part;
  END LOOP;
  RETURN result;
END
$$;
