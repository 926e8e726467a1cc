-- name: json_fit
-- signature: json_fit(text, numeric) returns text
-- source: Oracle Database SQL Language Reference, JSON_VALUE (RETURNING VARCHAR2(n), NULL ON ERROR)
-- why: a value longer than asked for is an error, NULL by default; natively it would be cut
-- example: sct.json_fit('abc', 3) => abc
-- example: sct.json_fit('abcd', 3) => <NULL>
CREATE OR REPLACE FUNCTION sct.json_fit(s text, size numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN pg_catalog.length(s) <= size THEN s END
$$;
