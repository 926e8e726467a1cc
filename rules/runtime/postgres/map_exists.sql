-- name: map_exists
-- signature: map_exists(jsonb, text) returns boolean
-- source: Oracle Database PL/SQL Language Reference, EXISTS Collection Method
-- why: whether there is an element of this key
-- example: sct.map_exists('{"a": null}', 'a') => true
-- example: sct.map_exists('{"a": null}', 'b') => false
-- example: sct.map_exists(NULL, 'b') => false
-- example: sct.map_exists('{"a": null}', NULL) => false
CREATE OR REPLACE FUNCTION sct.map_exists(m jsonb, key text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT coalesce(m ? key, false)
$$;
