-- name: regex_replacement
-- signature: regex_replacement(text) returns text
-- source: Oracle Database SQL Language Reference, REGEXP_REPLACE
-- why: \1 to \9 and \\ mean the same; \& is the whole match in PostgreSQL and plain text in Oracle
-- example: sct.regex_replacement('<\1\\\&>') => <\1\\\\&>
-- example: concat('[', sct.regex_replacement(NULL), ']') => []
CREATE OR REPLACE FUNCTION sct.regex_replacement(r text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE
  WHEN r IS NULL THEN ''
  WHEN strpos(r, '\') = 0 THEN r
  ELSE (SELECT coalesce(string_agg(CASE WHEN t.m[1] ~ '^\\[^1-9\\]?$' THEN '\' || t.m[1] ELSE t.m[1] END, '' ORDER BY t.n), '')
          FROM regexp_matches(r, '(\\.|[^\\]+|\\$)', 'g') WITH ORDINALITY AS t(m, n))
END
$$;
