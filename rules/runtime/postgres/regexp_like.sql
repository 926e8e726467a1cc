-- name: regexp_like
-- signature: regexp_like(text, text, text) returns boolean
-- source: Oracle Database SQL Language Reference, REGEXP_LIKE Condition
-- why: Oracle's pattern rules and match parameters; '' is NULL, so unknown
-- needs: regex_pattern, regex_flags
-- example: sct.regexp_like('Steven', '^Ste(v|ph)en$') => true
-- example: sct.regexp_like('De Haan', '([aeiou])\1', 'i') => true
-- example: sct.regexp_like(E'x\nabc', '^abc') => false
-- example: sct.regexp_like(E'x\nabc', '^abc', 'm') => true
-- example: sct.regexp_like(E'a\nb', 'a[^x]b') => true
-- example: sct.regexp_like('a,b', '^(a|b.*?)(,|$)') => true
-- example: sct.regexp_like('xa', '^(a|b.*?)+(,|$)') => false
-- example: sct.regexp_like('', 'a*') => <NULL>
CREATE OR REPLACE FUNCTION sct.regexp_like(s text, pattern text, flags text DEFAULT NULL) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT pg_catalog.regexp_like(nullif(s, ''), sct.regex_pattern(pattern, flags), sct.regex_flags(flags))
$$;
