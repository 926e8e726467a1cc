-- name: regexp_count
-- signature: regexp_count(text, text, numeric, text) returns numeric
-- source: Oracle Database SQL Language Reference, REGEXP_COUNT
-- why: Oracle's pattern rules and match parameters; '' is NULL
-- needs: regex_pattern, regex_flags
-- example: sct.regexp_count('123123123123123', '(12)3', 1, 'i') => 5
-- example: sct.regexp_count('123123123123', '123', 3, 'i') => 3
-- example: sct.regexp_count('abc', 'z') => 0
-- example: sct.regexp_count('', 'z') => <NULL>
CREATE OR REPLACE FUNCTION sct.regexp_count(s text, pattern text, p numeric DEFAULT 1, flags text DEFAULT NULL) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT pg_catalog.regexp_count(nullif(s, ''), sct.regex_pattern(pattern, flags), trunc(p)::integer, sct.regex_flags(flags))::numeric
$$;
