-- name: json_dot
-- signature: json_dot(text, text) returns text
-- source: Oracle Database JSON Developer's Guide, Simple Dot-Notation Access to JSON Data
-- why: a scalar as its text, an object or array as JSON text; several matches as an array
-- needs: json_value, json_query
-- example: sct.json_dot('{"a":{"b":"x"}}', '$.a.b') => x
-- example: sct.json_dot('{"a":{"b":"x"}}', '$.a') => {"b":"x"}
-- example: sct.json_dot('{"a":1}', '$.z') => <NULL>
CREATE OR REPLACE FUNCTION sct.json_dot(doc text, path text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL UNSAFE AS $$
SELECT coalesce(sct.json_value(doc, path), sct.json_query(doc, path, ''))
$$;
