-- name: json_fit_or
-- signature: json_fit_or(text, numeric, text) returns text
-- source: Oracle Database SQL Language Reference, JSON_VALUE (RETURNING VARCHAR2(n), DEFAULT … ON ERROR)
-- why: a value longer than asked for is an error, and the default stands for it; natively it would be cut
-- example: sct.json_fit_or('abc', 3, 'long') => abc
-- example: sct.json_fit_or('abcd', 3, 'long') => long
-- example: sct.json_fit_or(NULL, 3, 'long') => <NULL>
CREATE OR REPLACE FUNCTION sct.json_fit_or(s text, size numeric, fallback text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN pg_catalog.length(s) > size THEN fallback ELSE s END
$$;
