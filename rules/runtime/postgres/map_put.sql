-- name: map_put
-- signature: map_put(jsonb, text, text) returns jsonb
-- source: Oracle Database PL/SQL Language Reference, Associative Arrays
-- why: the element of this key is made or replaced
-- needs: map_error
-- example: sct.map_put('{"a": "1"}', 'b', '2') => {"a": "1", "b": "2"}
-- example: sct.map_put('{"a": "1"}', 'a', NULL) => {"a": null}
-- example: sct.map_put(NULL, 'a', '1') => {"a": "1"}
-- example: sct.map_put('{}', NULL, '1') => ERROR 22P02
CREATE OR REPLACE FUNCTION sct.map_put(m jsonb, key text, value text) RETURNS jsonb
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE WHEN key <> '' THEN coalesce(m, '{}') || jsonb_build_object(key, value) ELSE sct.map_error(key)::jsonb END
$$;
