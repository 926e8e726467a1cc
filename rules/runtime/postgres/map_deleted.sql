-- name: map_deleted
-- signature: map_deleted(jsonb, text, text) returns jsonb
-- source: Oracle Database PL/SQL Language Reference, DELETE Collection Method
-- why: DELETE(m, n): without the elements whose keys are from m to n in binary order
-- example: sct.map_deleted('{"a": "1", "b": "2", "c": "3"}', 'aa', 'b') => {"a": "1", "c": "3"}
-- example: sct.map_deleted('{"a": "1"}', 'a', 'a') => {}
-- example: sct.map_deleted('{"a": "1"}', 'x', 'x') => {"a": "1"}
-- example: sct.map_deleted('{"a": "1"}', NULL, 'x') => {"a": "1"}
-- example: sct.map_deleted(NULL, 'a', 'x') => {}
CREATE OR REPLACE FUNCTION sct.map_deleted(m jsonb, low text, high text) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT coalesce(
  m - ARRAY(SELECT x.k FROM jsonb_object_keys(m) AS x(k) WHERE x.k COLLATE "C" BETWEEN low AND high), '{}')
$$;
