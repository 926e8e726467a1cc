-- name: map_peek
-- signature: map_peek(jsonb, text) returns text
-- source: Oracle Database PL/SQL Language Reference, Associative Arrays
-- why: an element that is about to be changed in part: NULL when it is not there yet
-- example: sct.map_peek('{"a": "1"}', 'a') => 1
-- example: sct.map_peek('{"a": "1"}', 'b') => <NULL>
CREATE OR REPLACE FUNCTION sct.map_peek(m jsonb, key text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT m ->> key
$$;
