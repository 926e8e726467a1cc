-- name: map_first
-- signature: map_first(jsonb) returns text
-- source: Oracle Database PL/SQL Language Reference, FIRST and LAST Collection Methods
-- why: the first key in binary order, or NULL
-- example: sct.map_first('{"b": "1", "a": "2", "B": "3", "10": "4", "9": "5"}') => 10
-- example: sct.map_first('{}') => <NULL>
-- example: sct.map_first(NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.map_first(m jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT min(x.k COLLATE "C") FROM jsonb_object_keys(m) AS x(k)
$$;
