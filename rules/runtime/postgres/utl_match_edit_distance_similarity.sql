-- name: utl_match_edit_distance_similarity
-- signature: utl_match_edit_distance_similarity(text, text) returns numeric
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_MATCH.EDIT_DISTANCE_SIMILARITY
-- why: no native function
-- needs: utl_match_edit_distance
-- example: sct.utl_match_edit_distance_similarity('shackleford', 'shackelford') => 82
-- example: sct.utl_match_edit_distance_similarity('abc', 'abc') => 100
-- example: sct.utl_match_edit_distance_similarity('abc', 'xyz') => 0
CREATE OR REPLACE FUNCTION sct.utl_match_edit_distance_similarity(a text, b text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a <> '' AND b <> ''
            THEN round(100 * (1 - sct.utl_match_edit_distance(a, b) / GREATEST(pg_catalog.length(a), pg_catalog.length(b)))) ELSE 0 END
$$;
