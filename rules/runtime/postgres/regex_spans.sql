-- name: regex_spans
-- signature: regex_spans(text, text, text, integer, boolean) returns SETOF record
-- source: Oracle Database SQL Language Reference, Oracle Regular Expression Support; PostgreSQL documentation, Regular Expression Matching Rules
-- why: where a pattern with lazy repetition matches, every repetition by its own mark: PostgreSQL decides once for the whole pattern, but piece by piece where the rest of the text is its last piece; begins and ends stand at 1 for the match, at 2 to 10 for its groups; refused where even the pieces would be taken otherwise
-- needs: regex_pattern, regex_flags
-- example: (SELECT string_agg(r.begins[1] || '-' || r.ends[1], ' ' ORDER BY r.occurrence) FROM sct.regex_spans('<a>1<b>22', '<.*?>\d+', '', 1, false) r) => 1-5 5-10
-- example: (SELECT string_agg(r.begins[2] || '-' || r.ends[2], ' ' ORDER BY r.occurrence) FROM sct.regex_spans('aaabbb', '(a+?)b*', '', 1, true) r) => 1-2 2-3 3-4
-- example: (SELECT string_agg(r.begins[1] || '-' || r.ends[1], ' ' ORDER BY r.occurrence) FROM sct.regex_spans('x,y', '.*?(,|$)', '', 1, false) r) => 1-3 3-4
-- example: (SELECT count(*) FROM sct.regex_spans(NULL, 'a.*?b+', '', 1, false) r) => 0
-- example: (SELECT count(*) FROM sct.regex_spans('aab', '(a+?b*)+', '', 1, false) r) => ERROR 0A000
-- example: (SELECT count(*) FROM sct.regex_spans('aab', 'a+?|b', '', 1, false) r) => ERROR 0A000
CREATE OR REPLACE FUNCTION sct.regex_spans(s text, pattern text, flags text, p integer, groups boolean,
  OUT occurrence integer, OUT begins integer[], OUT ends integer[]) RETURNS SETOF record
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  plain CONSTANT text := sct.regex_pattern(pattern, flags);
  found CONSTANT text := sct.regex_flags(flags);
  skeleton text;
  before text;
  outside text;
  captured integer;
  last integer;  -- the group that holds the rest of the text
  start integer := p;
  b integer;
  e integer;
  previous integer := 0;
BEGIN
  IF plain IS NULL OR s IS NULL OR s = '' THEN
    RETURN;
  END IF;
  -- what the pattern is made of: C a character, R a group again, G greedy, L lazy, N so many times
  skeleton := regexp_replace(regexp_replace(plain, '\\[1-9]', chr(5), 'g'), '\\[AZ]', '', 'g');
  skeleton := regexp_replace(regexp_replace(skeleton, '\\.', chr(1), 'g'), '\[\^?\]?(\[[:.=][^]]*[:.=]\]|[^]])*\]', chr(1), 'g');
  captured := pg_catalog.length(regexp_replace(skeleton, '[^(]', '', 'g'));
  skeleton := regexp_replace(skeleton, '\{[0-9]+\}', chr(4), 'g');
  skeleton := regexp_replace(skeleton, '([*+?]|\{[0-9,]*\})\?', chr(2), 'g');
  skeleton := regexp_replace(skeleton, '[*+?]|\{[0-9,]*\}', chr(3), 'g');
  skeleton := regexp_replace(skeleton, concat('[^', chr(2), '-', chr(5), '()|^$]'), chr(1), 'g');
  skeleton := translate(skeleton, concat(chr(1), chr(2), chr(3), chr(4), chr(5)), 'CLGNR');
  -- what stands in no group
  outside := skeleton;
  WHILE outside LIKE '%(%)%' LOOP
    outside := regexp_replace(outside, '\([^()]*\)', '', 'g');
  END LOOP;
  IF strpos(skeleton, 'L') > 0 AND (strpos(skeleton, 'G') > 0 OR strpos(skeleton, '|') > 0)
      AND (groups OR NOT (outside LIKE '^%$' AND strpos(outside, '|') = 0 AND strpos(found, 'w') = 0)) THEN
    LOOP
      before := skeleton;
      -- alternatives that exclude each other or are equally long
      skeleton := regexp_replace(skeleton, '\((\$\|)?C(\|C)*(\|\$)?\)(?![GLN])|\(C(\|C)*\)|\(CC(\|CC)*\)|\(CCC(\|CCC)*\)', 'C', 'g');
      -- a group of one kind of repetition, once
      skeleton := regexp_replace(skeleton, '\(([CRGN^$]*)\)(?![GLN])', '\1', 'g');
      skeleton := regexp_replace(skeleton, '\(([CRLN^$]*)\)(?![GLN])', '\1', 'g');
      -- a group without repetition, however often
      skeleton := regexp_replace(skeleton, '\(C[CN]*\)', 'C', 'g');
      EXIT WHEN skeleton = before;
    END LOOP;
    IF skeleton ~ '[(|)]' THEN
      RAISE EXCEPTION USING ERRCODE = '0A000', DETAIL = 'pattern: ' || pattern,
        MESSAGE = 'a regular expression with lazy repetition beside greedy or alternatives matches differently in PostgreSQL';
    END IF;
    last := captured + 1;
  END IF;
  occurrence := 0;
  LOOP
    EXIT WHEN start > pg_catalog.length(s) + 1;
    b := pg_catalog.regexp_instr(s, plain || CASE WHEN last IS NULL THEN '' ELSE '(.*)\Z' END, start, 1, 0, found);
    EXIT WHEN b = 0;
    e := CASE WHEN last IS NULL THEN pg_catalog.regexp_instr(s, plain, start, 1, 1, found)
      ELSE pg_catalog.regexp_instr(s, plain || '(.*)\Z', start, 1, 0, found, last) END;
    IF e > b OR e > previous THEN  -- nothing is matched right behind a match only once
      occurrence := occurrence + 1;
      begins := ARRAY[b];
      ends := ARRAY[e];
      FOR i IN 1 .. least(captured, CASE WHEN groups THEN 9 ELSE 0 END) LOOP
        begins[i + 1] := pg_catalog.regexp_instr(s, plain || CASE WHEN last IS NULL THEN '' ELSE '(.*)\Z' END, start, 1, 0, found, i);
        ends[i + 1] := pg_catalog.regexp_instr(s, plain || CASE WHEN last IS NULL THEN '' ELSE '(.*)\Z' END, start, 1, 1, found, i);
      END LOOP;
      RETURN NEXT;
    END IF;
    previous := e;
    start := CASE WHEN e > b THEN e ELSE e + 1 END;
  END LOOP;
END
$$;
