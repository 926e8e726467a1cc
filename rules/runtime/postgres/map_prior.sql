-- name: map_prior
-- signature: map_prior(jsonb, text) returns text
-- source: Oracle Database PL/SQL Language Reference, PRIOR and NEXT Collection Methods
-- why: the key before this one in binary order, or NULL
-- example: sct.map_prior('{"b": "1", "a": "2", "B": "3"}', 'b') => a
-- example: sct.map_prior('{"b": "1", "a": "2", "B": "3"}', 'B') => <NULL>
CREATE OR REPLACE FUNCTION sct.map_prior(m jsonb, key text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT max(x.k COLLATE "C") FROM jsonb_object_keys(m) AS x(k) WHERE x.k COLLATE "C" < key
$$;
