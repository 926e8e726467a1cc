-- name: regexp_count
-- signature: regexp_count(text, text, numeric, text) returns numeric
-- source: Oracle Database SQL Language Reference, REGEXP_COUNT
-- why: Oracle's pattern rules and match parameters; '' is NULL
-- needs: regex_pattern, regex_flags, regex_spans
-- example: sct.regexp_count('123123123123123', '(12)3', 1, 'i') => 5
-- example: sct.regexp_count('123123123123', '123', 3, 'i') => 3
-- example: sct.regexp_count('abc', 'z') => 0
-- example: sct.regexp_count('', 'z') => <NULL>
-- example: sct.regexp_count('<a>1<b>22<c>', '<.*?>\d+') => 2
-- example: sct.regexp_count('', '<.*?>\d+') => <NULL>
CREATE OR REPLACE FUNCTION sct.regexp_count(s text, pattern text, p numeric DEFAULT 1, flags text DEFAULT NULL) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE
  WHEN pattern ~ '[*+?}][?]' THEN CASE WHEN s <> '' THEN
    (SELECT count(*) FROM sct.regex_spans(s, pattern, flags, trunc(p)::integer, false))::numeric END
  ELSE pg_catalog.regexp_count(nullif(s, ''), sct.regex_pattern(pattern, flags), trunc(p)::integer, sct.regex_flags(flags))::numeric
END
$$;
