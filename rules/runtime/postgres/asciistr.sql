-- name: asciistr
-- signature: asciistr(text) returns text
-- source: Oracle Database SQL Language Reference, ASCIISTR
-- why: no native function; characters outside ASCII become \XXXX, one for each UTF-16 unit, and a backslash \005C
-- example: sct.asciistr('ABÄCDE') => AB\00C4CDE
-- example: sct.asciistr('a\b') => a\005Cb
-- example: sct.asciistr('😀') => \D83D\DE00
-- example: sct.asciistr('') => <NULL>
CREATE OR REPLACE FUNCTION sct.asciistr(s text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT string_agg(CASE
  WHEN c >= 65536 THEN '\' || pg_catalog.lpad(upper(to_hex(55296 + (c - 65536) / 1024)), 4, '0')
                    || '\' || pg_catalog.lpad(upper(to_hex(56320 + (c - 65536) % 1024)), 4, '0')
  WHEN c > 127 OR c = 92 THEN '\' || pg_catalog.lpad(upper(to_hex(c)), 4, '0')
  ELSE pg_catalog.chr(c) END, '' ORDER BY i)
  FROM (SELECT pg_catalog.ascii(x) AS c, i FROM string_to_table(s, NULL) WITH ORDINALITY AS u(x, i)) AS codes
$$;
