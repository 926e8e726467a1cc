-- name: regex_replaced
-- signature: regex_replaced(text, text, text, integer, integer, text) returns text
-- source: Oracle Database SQL Language Reference, REGEXP_REPLACE
-- why: REGEXP_REPLACE of a pattern with lazy repetition, match by match; \1 to \9 are groups, \\ is one backslash
-- needs: regex_spans
-- example: sct.regex_replaced('<a>1<b>22', '<(.*?)>(\d+)', '\2=\1;', 1, 0, NULL) => 1=a;22=b;
-- example: sct.regex_replaced('<a>1<b>22', '<(.*?)>(\d+)', '\\\1', 1, 2, NULL) => <a>1\b
-- example: sct.regex_replaced('abc', 'x*?', '-', 1, 0, NULL) => -a-b-c-
-- example: sct.regex_replaced('abc', 'x.*?y+', '-', 1, 0, NULL) => abc
-- example: sct.regex_replaced(NULL, 'x.*?y+', '-', 1, 0, NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.regex_replaced(s text, pattern text, replacement text, p integer, wanted integer, flags text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  result text := '';
  place integer := 1;
  r record;
  piece text;
BEGIN
  IF s IS NULL THEN
    RETURN NULL;
  END IF;
  FOR r IN SELECT * FROM sct.regex_spans(s, pattern, flags, p, replacement ~ '\\[1-9]') LOOP
    CONTINUE WHEN wanted > 0 AND r.occurrence <> wanted;
    result := result || pg_catalog.substr(s, place, r.begins[1] - place);
    FOR piece IN SELECT m[1] FROM regexp_matches(coalesce(replacement, ''), '(\\[1-9\\]|[^\\]+|\\)', 'g') m LOOP
      result := result || CASE
        WHEN piece = '\\' THEN '\'
        WHEN piece ~ '^\\[1-9]$' THEN coalesce(pg_catalog.substr(s, r.begins[substr(piece, 2)::integer + 1],
          r.ends[substr(piece, 2)::integer + 1] - r.begins[substr(piece, 2)::integer + 1]), '')
        ELSE piece END;
    END LOOP;
    place := r.ends[1];
  END LOOP;
  RETURN result || pg_catalog.substr(s, place);
END
$$;
