-- name: sort_key
-- signature: sort_key(text) returns bytea
-- source: Oracle Database SQL Language Reference, NLSSORT (NLS_SORT=BINARY)
-- why: native convert_to is only stable, though nothing it gives for UTF-8 can change; an index wants an immutable key
-- example: sct.sort_key('ab') => \x6162
-- example: sct.sort_key('é') => \xc3a9
-- example: sct.sort_key(NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.sort_key(s text) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT convert_to(s, 'UTF8')
$$;
