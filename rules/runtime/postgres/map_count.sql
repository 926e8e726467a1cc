-- name: map_count
-- signature: map_count(jsonb) returns integer
-- source: Oracle Database PL/SQL Language Reference, COUNT Collection Method
-- why: the number of its elements; an associative array is never NULL
-- example: sct.map_count('{"a": null, "b": "1"}') => 2
-- example: sct.map_count('{}') => 0
-- example: sct.map_count(NULL) => 0
CREATE OR REPLACE FUNCTION sct.map_count(m jsonb) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT count(*)::integer FROM jsonb_object_keys(m)
$$;
