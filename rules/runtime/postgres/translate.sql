-- name: translate
-- signature: translate(text, text, text) returns text
-- source: Oracle Database SQL Language Reference, TRANSLATE
-- why: '' is NULL, so an empty second or third argument gives NULL instead of deleting characters
-- example: sct.translate('SQL*Plus User''s Guide', ' */''', '___') => SQL_Plus_Users_Guide
-- example: sct.translate('abc', 'ab', 'x') => xc
-- example: sct.translate('abc', 'abc', '') => <NULL>
-- example: sct.translate('abc', '', 'x') => <NULL>
-- example: sct.translate('aaa', 'xa', 'x') => <NULL>
CREATE OR REPLACE FUNCTION sct.translate(s text, from_set text, to_set text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT nullif(pg_catalog.translate(s, nullif(from_set, ''), nullif(to_set, '')), '')
$$;
