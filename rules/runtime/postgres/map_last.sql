-- name: map_last
-- signature: map_last(jsonb) returns text
-- source: Oracle Database PL/SQL Language Reference, FIRST and LAST Collection Methods
-- why: the last key in binary order, or NULL
-- example: sct.map_last('{"b": "1", "a": "2", "B": "3", "10": "4", "9": "5"}') => b
-- example: sct.map_last('{}') => <NULL>
CREATE OR REPLACE FUNCTION sct.map_last(m jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT max(x.k COLLATE "C") FROM jsonb_object_keys(m) AS x(k)
$$;
