-- name: regex_pattern
-- signature: regex_pattern(text, text, boolean) returns text
-- source: Oracle Database SQL Language Reference, Oracle Regular Expression Support; PostgreSQL documentation, POSIX Regular Expressions
-- why: an Oracle pattern as a PostgreSQL one: . leaves out the newline unless n, \ in brackets is itself, only Oracle's escapes mean something, x drops blanks; refused are greedy and lazy repetition in one unanchored pattern, and lazy repetition beside | (PostgreSQL decides once for the whole pattern, and takes the longest of alternatives), but not where it is only asked whether there is a match, which does not depend on that
-- example: sct.regex_pattern('a.c', '') => a[^\n]c
-- example: sct.regex_pattern('a.c', 'n') => a.c
-- example: sct.regex_pattern('[\w.]\d\y\.', NULL) => [\\w.]\dy\.
-- example: sct.regex_pattern('a b', 'x') => ab
-- example: sct.regex_pattern('[^]a] [[:alpha:]]', 'x') => [^]a][[:alpha:]]
-- example: sct.regex_pattern('a+b*?', '') => ERROR 0A000
-- example: sct.regex_pattern('(a|b.*?)(,|$)', '') => ERROR 0A000
-- example: sct.regex_pattern('(a|b.*?)(,|$)', '', true) => (a|b[^\n]*?)(,|$)
-- example: sct.regex_pattern('^((01)|(02))(\d){8}?$', '') => ^((01)|(02))(\d){8}$
-- example: sct.regex_pattern('[|].*?x\|', 'n') => [|].*?x\|
-- example: sct.regex_pattern('^(.*?),(.*)$', 'n') => ^(.*?),(.*)$
CREATE OR REPLACE FUNCTION sct.regex_pattern(pattern text, flags text, only_whether boolean DEFAULT false) RETURNS text
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
  alternatives boolean := false;
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
      result := result || c;
      IF next = '^' THEN
        result := result || '^';
        i := i + 1;
      END IF;
      bracket_start := i + 1;  -- a ] here is a member, not the end
    ELSIF c = '\' THEN
      i := i + 1;
      result := result || CASE
        WHEN next = 'z' THEN '\Z'
        WHEN next ~ '^[dDwWsSAZ1-9]$' OR next !~ '^[A-Za-z0-9]$' THEN '\' || next
        ELSE next END;
    ELSIF c = '.' THEN
      result := result || dot;
    ELSIF c IN ('*', '+', '?', '}') THEN
      result := result || c;
      IF c = '}' AND result ~ '\{[0-9]+\}$' THEN
        -- so many times and no more: neither greedy nor lazy
        i := i + (next = '?')::integer;
      ELSIF next = '?' THEN
        result := result || '?';
        i := i + 1;
        lazy := true;
      ELSE
        greedy := true;
      END IF;
    ELSIF c = '|' THEN
      result := result || c;
      alternatives := true;
    ELSIF NOT (extended AND c ~ '^[[:space:]]$') THEN
      result := result || c;
    END IF;
    i := i + 1;
  END LOOP;
  IF lazy AND NOT only_whether AND (alternatives OR (greedy AND NOT (pattern LIKE '^%$'))) THEN
    RAISE EXCEPTION USING ERRCODE = '0A000', DETAIL = 'pattern: ' || pattern,
      MESSAGE = 'a regular expression with lazy repetition beside greedy or alternatives matches differently in PostgreSQL';
  END IF;
  RETURN result;
END
$$;
