-- name: replace
-- signature: replace(text, text) returns text
-- signature: replace(text, text, text) returns text
-- source: Oracle Database SQL Language Reference, REPLACE
-- why: a NULL replacement removes, a NULL search string changes nothing; natively any NULL gives NULL
-- example: sct.replace('JACK and JUE', 'J', 'BL') => BLACK and BLUE
-- example: sct.replace('abc', 'b') => ac
-- example: sct.replace('abc', 'b', NULL) => ac
-- example: sct.replace('abc', NULL, 'x') => abc
-- example: sct.replace('abc', '', 'x') => abc
-- example: sct.replace('aaa', 'a', '') => <NULL>
-- example: sct.replace(NULL, 'a', 'b') => <NULL>
CREATE OR REPLACE FUNCTION sct.replace(s text, search text, replacement text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT nullif(pg_catalog.replace(s, coalesce(search, ''), coalesce(replacement, '')), '')
$$;
CREATE OR REPLACE FUNCTION sct.replace(s text, search text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT nullif(pg_catalog.replace(s, coalesce(search, ''), ''), '')
$$;
