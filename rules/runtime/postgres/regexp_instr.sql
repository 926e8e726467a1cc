-- name: regexp_instr
-- signature: regexp_instr(text, text, numeric, numeric, numeric, text, numeric) returns numeric
-- source: Oracle Database SQL Language Reference, REGEXP_INSTR
-- why: Oracle's pattern rules and match parameters; '' is NULL
-- needs: regex_pattern, regex_flags
-- example: sct.regexp_instr('500 Oracle Parkway, Redwood Shores, CA', '[^ ]+', 1, 6) => 37
-- example: sct.regexp_instr('500 Oracle Parkway, Redwood Shores, CA', '[s|r|p][[:alpha:]]{6}', 3, 2, 1, 'i') => 28
-- example: sct.regexp_instr('1234567890', '(123)(4(56)(78))', 1, 1, 0, 'i', 2) => 4
-- example: sct.regexp_instr('abc', 'z') => 0
-- example: sct.regexp_instr('', 'z') => <NULL>
CREATE OR REPLACE FUNCTION sct.regexp_instr(s text, pattern text, p numeric DEFAULT 1, occurrence numeric DEFAULT 1,
  return_end numeric DEFAULT 0, flags text DEFAULT NULL, sub numeric DEFAULT 0) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT pg_catalog.regexp_instr(nullif(s, ''), sct.regex_pattern(pattern, flags), trunc(p)::integer, trunc(occurrence)::integer,
  trunc(return_end)::integer, sct.regex_flags(flags), trunc(sub)::integer)::numeric
$$;
