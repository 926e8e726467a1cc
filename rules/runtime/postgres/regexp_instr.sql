-- name: regexp_instr
-- signature: regexp_instr(text, text, numeric, numeric, numeric, text, numeric) returns numeric
-- source: Oracle Database SQL Language Reference, REGEXP_INSTR
-- why: Oracle's pattern rules and match parameters; '' is NULL
-- needs: regex_pattern, regex_flags, regex_spans
-- example: sct.regexp_instr('500 Oracle Parkway, Redwood Shores, CA', '[^ ]+', 1, 6) => 37
-- example: sct.regexp_instr('500 Oracle Parkway, Redwood Shores, CA', '[s|r|p][[:alpha:]]{6}', 3, 2, 1, 'i') => 28
-- example: sct.regexp_instr('1234567890', '(123)(4(56)(78))', 1, 1, 0, 'i', 2) => 4
-- example: sct.regexp_instr('abc', 'z') => 0
-- example: sct.regexp_instr('', 'z') => <NULL>
-- example: sct.regexp_instr('x<a>1<b>22', '(<.*?>)(\d+)', 1, 2, 0, NULL, 2) => 9
-- example: sct.regexp_instr('x<a>1<b>22', '<.*?>\d+', 1, 1, 1) => 6
-- example: sct.regexp_instr('x', '<.*?>\d+') => 0
CREATE OR REPLACE FUNCTION sct.regexp_instr(s text, pattern text, p numeric DEFAULT 1, occurrence numeric DEFAULT 1,
  return_end numeric DEFAULT 0, flags text DEFAULT NULL, sub numeric DEFAULT 0) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN pattern ~ '[*+?}][?]' THEN CASE WHEN s <> '' THEN
  coalesce((SELECT CASE trunc(return_end) WHEN 0 THEN r.begins[trunc(sub) + 1] ELSE r.ends[trunc(sub) + 1] END
              FROM sct.regex_spans(s, pattern, flags, trunc(p)::integer, trunc(sub) > 0) r WHERE r.occurrence = trunc($4)), 0)::numeric END
ELSE pg_catalog.regexp_instr(nullif(s, ''), sct.regex_pattern(pattern, flags), trunc(p)::integer, trunc(occurrence)::integer,
  trunc(return_end)::integer, sct.regex_flags(flags), trunc(sub)::integer)::numeric
END
$$;
