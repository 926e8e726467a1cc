-- name: json_query
-- signature: json_query(text, text, text) returns text
-- signature: json_query(jsonb, text, text) returns text
-- source: Oracle Database SQL Language Reference, JSON_QUERY (NULL ON ERROR, the default)
-- why: native only from PostgreSQL 17 on; third argument: '' (only one object or array), 'with' or 'conditional' wrapper. Members keep their order for text and a path of names and subscripts; otherwise they stand in jsonb's order
-- needs: json_path, json_keys, json_compact
-- example: sct.json_query('{"b":{"y":1, "x":[1, 2]}}'::text, '$.b') => {"y":1,"x":[1,2]}
-- example: sct.json_query('{"a":100}'::text, '$.a') => <NULL>
-- example: sct.json_query('{"a":100, "b":200}'::text, '$.a', 'with') => [100]
-- example: sct.json_query('[{"a":1},{"a":2}]'::text, '$[*].a', 'with') => [1,2]
-- example: sct.json_query('[{"a":1},{"a":2}]'::text, '$[*].a') => <NULL>
-- example: sct.json_query('{"a":[1]}'::text, '$.a', 'conditional') => [1]
-- example: sct.json_query('{"a":[1]}'::text, '$.a', 'with') => [[1]]
-- example: sct.json_query('nope'::text, '$.a') => <NULL>
-- example: sct.json_query('{"a":{"b":1}}'::jsonb, '$.a') => {"b":1}
CREATE OR REPLACE FUNCTION sct.json_query(doc jsonb, path text, wrapper text DEFAULT '') RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE
  WHEN jsonb_array_length(found) = 0 THEN NULL
  WHEN wrapper = 'with' THEN sct.json_compact(found::json)
  WHEN jsonb_array_length(found) = 1 AND jsonb_typeof(found -> 0) IN ('object', 'array') THEN sct.json_compact((found -> 0)::json)
  WHEN wrapper = 'conditional' THEN sct.json_compact(found::json)
END
  FROM (SELECT jsonb_path_query_array(doc, sct.json_path(path), '{}', true) AS found) AS x
$$;
CREATE OR REPLACE FUNCTION sct.json_query(doc text, path text, wrapper text DEFAULT '') RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL UNSAFE AS $$
DECLARE
  parsed json;
  part json;
BEGIN
  BEGIN
    parsed := nullif(doc, '')::json;
  EXCEPTION
    WHEN data_exception THEN
      RETURN NULL;  -- NULL ON ERROR
  END;
  part := parsed #> sct.json_keys(path);
  IF json_typeof(part) IN ('object', 'array') THEN
    RETURN CASE wrapper WHEN 'with' THEN '[' || sct.json_compact(part) || ']' ELSE sct.json_compact(part) END;
  END IF;
  RETURN sct.json_query(parsed::jsonb, path, wrapper);
END
$$;
