-- name: rtrim
-- signature: rtrim(text) returns text
-- signature: rtrim(text, text) returns text
-- source: Oracle Database SQL Language Reference, RTRIM
-- why: an empty result or an empty set is NULL
-- example: sct.rtrim('<=====>BROWNING<=====>', '<>=') => <=====>BROWNING
-- example: sct.rtrim('xx', 'x') => <NULL>
-- example: sct.rtrim('abc', '') => <NULL>
CREATE OR REPLACE FUNCTION sct.rtrim(s text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT nullif(pg_catalog.rtrim(s), '')
$$;
CREATE OR REPLACE FUNCTION sct.rtrim(s text, characters text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT nullif(pg_catalog.rtrim(s, nullif(characters, '')), '')
$$;
