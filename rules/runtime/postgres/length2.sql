-- name: length2
-- signature: length2(text) returns numeric
-- source: Oracle Database SQL Language Reference, LENGTH (LENGTH2)
-- why: UCS2 code points: a character beyond U+FFFF is a surrogate pair there; '' has no length
-- example: sct.length2('abc') => 3
-- example: sct.length2(U&'a\+01F600') => 3
-- example: sct.length2('') => <NULL>
CREATE OR REPLACE FUNCTION sct.length2(s text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT (pg_catalog.length(t.s) + pg_catalog.length(pg_catalog.regexp_replace(t.s, U&'[\0001-\FFFF]', '', 'g')))::numeric
FROM (SELECT nullif(s, '')) AS t(s)
$$;
