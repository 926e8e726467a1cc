-- name: regexp_replace
-- signature: regexp_replace(text, text, text, numeric, numeric, text) returns text
-- source: Oracle Database SQL Language Reference, REGEXP_REPLACE
-- why: replaces every match unless an occurrence is given (natively the first); a NULL replacement removes
-- needs: regex_pattern, regex_flags, regex_replacement, regex_replaced
-- example: sct.regexp_replace('515.123.4444', '([[:digit:]]{3})\.([[:digit:]]{3})\.([[:digit:]]{4})', '(\1) \2-\3') => (515) 123-4444
-- example: sct.regexp_replace('a  b   c', '( ){2,}', ' ') => a b c
-- example: sct.regexp_replace('abcabc', 'b') => acac
-- example: sct.regexp_replace('abcabc', 'b', 'X', 1, 2) => abcaXc
-- example: sct.regexp_replace('aBc', 'b', '&', 1, 0, 'i') => a&c
-- example: sct.regexp_replace('abc', '.', NULL) => <NULL>
-- example: sct.regexp_replace('abc', NULL, 'x') => abc
-- example: sct.regexp_replace('<a>1<b>22', '<(.*?)>(\d+)', '\2\1') => 1a22b
-- example: sct.regexp_replace('<b>x</b>', '<.*?>') => x
CREATE OR REPLACE FUNCTION sct.regexp_replace(s text, pattern text, replacement text DEFAULT NULL, p numeric DEFAULT 1,
  occurrence numeric DEFAULT 0, flags text DEFAULT NULL) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE
  WHEN nullif(pattern, '') IS NULL THEN nullif(s, '')
  WHEN pattern ~ '[*+?}][?]' THEN nullif(sct.regex_replaced(s, pattern, replacement, trunc(p)::integer, trunc(occurrence)::integer, flags), '')
  ELSE nullif(pg_catalog.regexp_replace(s, sct.regex_pattern(pattern, flags), sct.regex_replacement(replacement),
         trunc(p)::integer, trunc(occurrence)::integer, sct.regex_flags(flags)), '')
END
$$;
