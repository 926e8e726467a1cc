-- name: utl_match_jaro_winkler_similarity
-- signature: utl_match_jaro_winkler_similarity(text, text) returns numeric
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_MATCH.JARO_WINKLER_SIMILARITY
-- why: JARO_WINKLER in whole hundredths
-- needs: utl_match_jaro_winkler
-- example: sct.utl_match_jaro_winkler_similarity('shackleford', 'shackelford') => 98
-- example: sct.utl_match_jaro_winkler_similarity('abc', 'abc') => 100
CREATE OR REPLACE FUNCTION sct.utl_match_jaro_winkler_similarity(s1 text, s2 text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT pg_catalog.trunc(sct.utl_match_jaro_winkler(s1, s2) * 100)::numeric $$;
