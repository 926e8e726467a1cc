-- name: regex_pattern
-- signature: regex_pattern(text, text) returns text
-- source: Oracle Database SQL Language Reference, Oracle Regular Expression Support; PostgreSQL documentation, POSIX Regular Expressions
-- why: an Oracle pattern as a PostgreSQL one: . leaves out the newline unless n, \ in brackets is itself, only Oracle's escapes mean something, x drops blanks; a lazy repetition that ends where a character stands that it cannot take is as greedy as the rest is (where lazy and greedy ones remain, regex_spans matches piece by piece)
-- example: sct.regex_pattern('a.c', '') => a[^\n]c
-- example: sct.regex_pattern('a.c', 'n') => a.c
-- example: sct.regex_pattern('[\w.]\d\y\.', NULL) => [\\w.]\dy\.
-- example: sct.regex_pattern('a b', 'x') => ab
-- example: sct.regex_pattern('[^]a] [[:alpha:]]', 'x') => [^]a][[:alpha:]]
-- example: sct.regex_pattern('(a|b.*?)(,|$)', '') => (a|b[^\n]*?)(,|$)
-- example: sct.regex_pattern('^((01)|(02))(\d){8}?$', '') => ^((01)|(02))(\d){8}$
-- example: sct.regex_pattern('[|].*?x\|', 'n') => [|].*?x\|
-- example: sct.regex_pattern('^(.*?),(.*)$', 'n') => ^(.*?),(.*)$
-- example: sct.regex_pattern('<[^>]*?>\d+', 'n') => <[^>]*>\d+
-- example: sct.regex_pattern('<[^>]*?>.*?x', 'n') => <[^>]*?>.*?x
-- example: sct.regex_pattern('[^,]+?(;|,|$)[a-z]*', 'n') => [^,]+?(;|,|$)[a-z]*
-- example: sct.regex_pattern('[^,;]+?(;|,|$)[a-z]*', 'n') => [^,;]+(;|,|$)[a-z]*
-- example: sct.regex_pattern('\d+?a{0,2}b+', '') => \d+?a{0,2}b+
-- example: sct.regex_pattern('[^a]*?A.*', 'in') => [^a]*A.*
-- example: sct.regex_pattern('[b]*?B.*', 'in') => [b]*?B.*
CREATE OR REPLACE FUNCTION sct.regex_pattern(pattern text, flags text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  result text := '';
  i integer := 1;
  c text;
  next text;
  bracket boolean := false;
  bracket_start integer := 0;
  dot CONSTANT text := CASE WHEN strpos(flags, 'n') > 0 THEN '.' ELSE '[^\n]' END;
  extended CONSTANT boolean := coalesce(strpos(flags, 'x') > 0, false);
  greedy boolean := false;
  lazy boolean := false;
  atom integer := 0;  -- where the last character, set or escape begins in the result; 0 for a group
  mark integer := 0;  -- where its repetition begins
  braces boolean := false;
  -- a character that must stand there, or one of several, or the end
  one CONSTANT text := '(?:\\[^A-Za-z0-9]|[^][\\.*+?{}()|^$])';
  follows CONSTANT text := '^(?:' || one || '|\$|\((?:' || one || '|\$)(?:\|(?:' || one || '|\$))*\))(?![*?{])';
  ends_at text;
  either CONSTANT text := chr(1);
BEGIN
  IF pattern = '' OR pattern IS NULL THEN
    RETURN NULL;
  END IF;
  IF pattern !~ '[][\\.*+?{]' AND NOT extended THEN
    RETURN pattern;
  END IF;
  WHILE i <= pg_catalog.length(pattern) LOOP
    c := pg_catalog.substr(pattern, i, 1);
    next := pg_catalog.substr(pattern, i + 1, 1);
    IF bracket THEN
      IF c = '[' AND next IN (':', '.', '=') THEN
        -- [:alpha:] and the like stand as they are
        next := substring(pg_catalog.substr(pattern, i) FROM '^\[([:.=])[^]]*\1\]');
        IF next IS NOT NULL THEN
          next := substring(pg_catalog.substr(pattern, i) FROM '^(\[[:.=][^]]*[:.=]\])');
          result := result || next;
          i := i + pg_catalog.length(next);
          CONTINUE;
        END IF;
        result := result || c;
      ELSIF c = ']' AND i > bracket_start THEN
        bracket := false;
        result := result || c;
      ELSE
        result := result || CASE c WHEN '\' THEN '\\' ELSE c END;
      END IF;
    ELSIF c = '[' THEN
      bracket := true;
      atom := pg_catalog.length(result) + 1;
      result := result || c;
      IF next = '^' THEN
        result := result || '^';
        i := i + 1;
      END IF;
      bracket_start := i + 1;  -- a ] here is a member, not the end
    ELSIF c = '\' THEN
      i := i + 1;
      atom := pg_catalog.length(result) + 1;
      result := result || CASE
        WHEN next = 'z' THEN '\Z'
        WHEN next ~ '^[dDwWsSAZ1-9]$' OR next !~ '^[A-Za-z0-9]$' THEN '\' || next
        ELSE next END;
    ELSIF c = '.' THEN
      atom := pg_catalog.length(result) + 1;
      result := result || dot;
    ELSIF c = '{' THEN
      braces := true;
      mark := pg_catalog.length(result) + 1;
      result := result || c;
    ELSIF c IN ('*', '+', '?', '}') THEN
      IF c <> '}' THEN
        mark := pg_catalog.length(result) + 1;
      END IF;
      braces := false;
      result := result || c;
      IF c = '}' AND result ~ '\{[0-9]+\}$' THEN
        -- so many times and no more: neither greedy nor lazy
        i := i + (next = '?')::integer;
      ELSIF next = '?' THEN
        i := i + 1;
        next := pg_catalog.substr(result, atom, mark - atom);
        ends_at := CASE WHEN atom > 0 AND NOT extended THEN substring(pg_catalog.substr(pattern, i + 1) FROM follows) END;
        IF strpos(ends_at, '$') > 0 AND strpos(flags, 'm') > 0 THEN
          ends_at := NULL;
        END IF;
        ends_at := regexp_replace(ends_at, '\\(.)|[$()|]', '\1', 'g');
        IF ends_at IS NOT NULL AND NOT EXISTS (SELECT FROM regexp_split_to_table(ends_at, '') r(x) WHERE ends_at <> ''
            AND CASE WHEN flags ~ 'i[^c]*$' THEN r.x ~* ('^' || next || '$') ELSE r.x ~ ('^' || next || '$') END) THEN
          result := result || either;
        ELSE
          result := result || '?';
          lazy := true;
        END IF;
      ELSE
        greedy := true;
      END IF;
    ELSIF NOT (extended AND c ~ '^[[:space:]]$') THEN
      IF NOT braces THEN
        atom := CASE WHEN c IN ('(', ')', '|') THEN 0 ELSE pg_catalog.length(result) + 1 END;
      END IF;
      result := result || c;
    END IF;
    i := i + 1;
  END LOOP;
  RETURN replace(result, either, CASE WHEN lazy AND NOT greedy THEN '?' ELSE '' END);
END
$$;
