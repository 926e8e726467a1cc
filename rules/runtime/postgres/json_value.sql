-- name: json_value
-- signature: json_value(text, text) returns text
-- signature: json_value(jsonb, text) returns text
-- source: Oracle Database SQL Language Reference, JSON_VALUE (NULL ON ERROR, the default)
-- why: native only from PostgreSQL 17 on; a scalar as text, NULL for anything else: no match, several, an object or array, text that is no JSON
-- needs: json_path
-- example: sct.json_value('{"a":{"b":[10,"x"]}}'::text, '$.a.b[1]') => x
-- example: sct.json_value('{"a":100}'::text, '$.a') => 100
-- example: sct.json_value('{"a":true}'::text, '$.a') => true
-- example: sct.json_value('{"a":[1,2]}'::text, '$.a') => <NULL>
-- example: sct.json_value('{"a":[1,2]}'::text, '$.a[*]') => <NULL>
-- example: sct.json_value('{"a":null}'::text, '$.a') => <NULL>
-- example: sct.json_value('no json'::text, '$.a') => <NULL>
-- example: sct.json_value('{"a":""}'::text, '$.a') => <NULL>
-- example: sct.json_value('{"a":1}'::jsonb, '$.z') => <NULL>
-- example: sct.json_value('{"x":{"n":5}}'::jsonb, '$..n') => 5
CREATE OR REPLACE FUNCTION sct.json_value(doc jsonb, path text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN jsonb_array_length(found) = 1 AND jsonb_typeof(found -> 0) NOT IN ('object', 'array')
            THEN nullif(found ->> 0, '') END
  FROM (SELECT jsonb_path_query_array(doc, sct.json_path(path), '{}', true) AS found) AS x
$$;
-- A handler needs a subtransaction, which parallel workers may not have.
CREATE OR REPLACE FUNCTION sct.json_value(doc text, path text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL UNSAFE AS $$
DECLARE
  parsed jsonb;
BEGIN
  BEGIN
    parsed := nullif(doc, '')::jsonb;
  EXCEPTION
    WHEN data_exception THEN
      RETURN NULL;  -- NULL ON ERROR
  END;
  RETURN sct.json_value(parsed, path);
END
$$;
