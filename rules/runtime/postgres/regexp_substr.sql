-- name: regexp_substr
-- signature: regexp_substr(text, text, numeric, numeric, text, numeric) returns text
-- source: Oracle Database SQL Language Reference, REGEXP_SUBSTR
-- why: Oracle's pattern rules and match parameters; an empty match is NULL
-- needs: regex_pattern, regex_flags, regex_spans
-- example: sct.regexp_substr('500 Oracle Parkway, Redwood Shores, CA', ',[^,]+,') => , Redwood Shores,
-- example: sct.regexp_substr('a,b,,d', '[^,]+', 1, 3) => d
-- example: sct.regexp_substr('ABC', 'b', 1, 1, 'i') => B
-- example: sct.regexp_substr('1234567890', '(123)(4(56)(78))', 1, 1, 'i', 4) => 78
-- example: sct.regexp_substr('abc', 'x*') => <NULL>
-- example: sct.regexp_substr('abc', 'z') => <NULL>
-- example: sct.regexp_substr(E'a\nb', 'a.b') => <NULL>
-- example: sct.regexp_substr('', 'a') => <NULL>
-- example: sct.regexp_substr('x<a>1<b>22', '<.*?>\d+', 1, 2) => <b>22
-- example: sct.regexp_substr('aaab', '(a+?)(a*)b', 1, 1, NULL, 2) => aa
-- example: sct.regexp_substr('x', '<.*?>\d+') => <NULL>
CREATE OR REPLACE FUNCTION sct.regexp_substr(s text, pattern text, p numeric DEFAULT 1, occurrence numeric DEFAULT 1,
  flags text DEFAULT NULL, sub numeric DEFAULT 0) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT nullif(CASE WHEN pattern ~ '[*+?}][?]' THEN
  (SELECT pg_catalog.substr(s, r.begins[trunc(sub) + 1], r.ends[trunc(sub) + 1] - r.begins[trunc(sub) + 1])
     FROM sct.regex_spans(s, pattern, flags, trunc(p)::integer, trunc(sub) > 0) r WHERE r.occurrence = trunc($4))
ELSE pg_catalog.regexp_substr(s, sct.regex_pattern(pattern, flags), trunc(p)::integer, trunc(occurrence)::integer,
  sct.regex_flags(flags), trunc(sub)::integer) END, '')
$$;
