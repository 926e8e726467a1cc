-- name: json_exists
-- signature: json_exists(text, text) returns boolean
-- signature: json_exists(jsonb, text) returns boolean
-- source: Oracle Database SQL Language Reference, JSON_EXISTS Condition (FALSE ON ERROR, the default)
-- why: native only from PostgreSQL 17 on; text that is no JSON is false, NULL is false
-- needs: json_path
-- example: sct.json_exists('{"a":{"b":null}}'::text, '$.a.b') => true
-- example: sct.json_exists('{"a":1}'::text, '$.b') => false
-- example: sct.json_exists('nope'::text, '$.b') => false
-- example: sct.json_exists(NULL::text, '$.b') => false
-- example: sct.json_exists('{"a":[1,5]}'::text, '$.a[*]?(@ > 3)') => true
CREATE OR REPLACE FUNCTION sct.json_exists(doc jsonb, path text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT coalesce(jsonb_path_exists(doc, sct.json_path(path), '{}', true), false)
$$;
CREATE OR REPLACE FUNCTION sct.json_exists(doc text, path text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL UNSAFE AS $$
DECLARE
  parsed jsonb;
BEGIN
  BEGIN
    parsed := nullif(doc, '')::jsonb;
  EXCEPTION
    WHEN data_exception THEN
      RETURN false;  -- FALSE ON ERROR
  END;
  RETURN sct.json_exists(parsed, path);
END
$$;
