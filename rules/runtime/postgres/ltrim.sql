-- name: ltrim
-- signature: ltrim(text) returns text
-- signature: ltrim(text, text) returns text
-- source: Oracle Database SQL Language Reference, LTRIM
-- why: an empty result or an empty set is NULL
-- example: sct.ltrim('<=====>BROWNING<=====>', '<>=') => BROWNING<=====>
-- example: sct.ltrim('   ') => <NULL>
-- example: sct.ltrim('abc', '') => <NULL>
-- example: sct.ltrim('  a') => a
CREATE OR REPLACE FUNCTION sct.ltrim(s text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT nullif(pg_catalog.ltrim(s), '')
$$;
CREATE OR REPLACE FUNCTION sct.ltrim(s text, characters text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT nullif(pg_catalog.ltrim(s, nullif(characters, '')), '')
$$;
