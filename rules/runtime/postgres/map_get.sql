-- name: map_get
-- signature: map_get(jsonb, text) returns text
-- source: Oracle Database PL/SQL Language Reference, Associative Arrays
-- why: the element of an associative array indexed by text: an object whose values are the elements as text
-- needs: map_error
-- example: sct.map_get('{"a": "1", "b": null}', 'a') => 1
-- example: sct.map_get('{"a": "1", "b": null}', 'b') => <NULL>
-- example: sct.map_get('{"a": "1"}', 'c') => ERROR P0002: ORA-01403: no data found
-- example: sct.map_get(NULL, 'c') => ERROR P0002
-- example: sct.map_get('{"a": "1"}', '') => ERROR 22P02
CREATE OR REPLACE FUNCTION sct.map_get(m jsonb, key text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE WHEN m ? key THEN m ->> key ELSE sct.map_error(key) END
$$;
