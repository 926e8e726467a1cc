-- name: map_next
-- signature: map_next(jsonb, text) returns text
-- source: Oracle Database PL/SQL Language Reference, PRIOR and NEXT Collection Methods
-- why: the key after this one in binary order, or NULL
-- example: sct.map_next('{"b": "1", "a": "2", "B": "3"}', 'B') => a
-- example: sct.map_next('{"b": "1", "a": "2", "B": "3"}', 'aa') => b
-- example: sct.map_next('{"b": "1"}', 'b') => <NULL>
CREATE OR REPLACE FUNCTION sct.map_next(m jsonb, key text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT min(x.k COLLATE "C") FROM jsonb_object_keys(m) AS x(k) WHERE x.k COLLATE "C" > key
$$;
