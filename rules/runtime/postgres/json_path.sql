-- name: json_path
-- signature: json_path(text) returns jsonpath
-- source: Oracle Database JSON Developer's Guide, SQL/JSON Path Expressions; PostgreSQL documentation, jsonpath Type
-- why: Oracle's path as PostgreSQL's: ..name is .**.name; everything else is written alike in lax mode
-- example: sct.json_path('$.a.b[0]') => $."a"."b"[0]
-- example: sct.json_path('$..b') => $.**."b"
-- example: sct.json_path('a.b') => ERROR 42601
CREATE OR REPLACE FUNCTION sct.json_path(path text) RETURNS jsonpath
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT pg_catalog.replace(path, '..', '.**.')::jsonpath
$$;
