-- name: json_value_or
-- signature: json_value_or(text, text, text, text, text, text) returns text
-- signature: json_value_or(jsonb, text, text, text, text, text) returns text
-- source: Oracle Database SQL Language Reference, JSON_VALUE (ON ERROR and ON EMPTY clauses)
-- why: what becomes of an error and of no match: null, error or default; native only from PostgreSQL 17 on
-- needs: json_path, raise_ora
-- example: sct.json_value_or('{"a":1}'::text, '$.z', 'null', NULL, 'default', 'none') => none
-- example: sct.json_value_or('{"a":1}'::text, '$.a', 'null', NULL, 'default', 'none') => 1
-- example: sct.json_value_or('{"a":[1]}'::text, '$.a', 'default', 'bad', 'null', NULL) => bad
-- example: sct.json_value_or('{"a":null}'::text, '$.a', 'error', NULL, 'error', NULL) => <NULL>
-- example: sct.json_value_or('no'::text, '$.a', 'default', 'bad', 'null', NULL) => bad
-- example: sct.json_value_or('{"a":1}'::text, '$.z', 'error', NULL, 'error', NULL) => ERROR 22035: ORA-40462: JSON_VALUE evaluated to no value
-- example: sct.json_value_or('{"a":{}}'::text, '$.a', 'error', NULL, 'null', NULL) => ERROR 2203F: ORA-40456: JSON_VALUE evaluated to non-scalar value
-- example: sct.json_value_or(NULL::text, '$.a', 'error', NULL, 'default', 'x') => <NULL>
CREATE OR REPLACE FUNCTION sct.json_value_or(doc jsonb, path text, on_error text, error_value text, on_empty text, empty_value text)
RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  found jsonb := jsonb_path_query_array(doc, sct.json_path(path), '{}', true);
BEGIN
  IF doc IS NULL THEN
    RETURN NULL;
  ELSIF jsonb_array_length(found) = 0 THEN
    RETURN CASE on_empty WHEN 'default' THEN empty_value
                         WHEN 'error' THEN sct.raise_ora('22035', 'ORA-40462: JSON_VALUE evaluated to no value', path) END;
  ELSIF jsonb_array_length(found) = 1 AND jsonb_typeof(found -> 0) NOT IN ('object', 'array') THEN
    RETURN nullif(found ->> 0, '');
  END IF;
  RETURN CASE on_error WHEN 'default' THEN error_value
                       WHEN 'error' THEN sct.raise_ora('2203F', 'ORA-40456: JSON_VALUE evaluated to non-scalar value', path) END;
END
$$;
CREATE OR REPLACE FUNCTION sct.json_value_or(doc text, path text, on_error text, error_value text, on_empty text, empty_value text)
RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL UNSAFE AS $$
DECLARE
  parsed jsonb;
BEGIN
  BEGIN
    parsed := nullif(doc, '')::jsonb;
  EXCEPTION
    WHEN data_exception THEN
      RETURN CASE on_error WHEN 'default' THEN error_value
                           WHEN 'error' THEN sct.raise_ora('22032', 'ORA-40441: JSON syntax error', doc) END;
  END;
  RETURN sct.json_value_or(parsed, path, on_error, error_value, on_empty, empty_value);
END
$$;
