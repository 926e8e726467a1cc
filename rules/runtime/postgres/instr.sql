-- name: instr
-- signature: instr(text, text) returns numeric
-- signature: instr(text, text, numeric) returns numeric
-- signature: instr(text, text, numeric, numeric) returns numeric
-- source: Oracle Database SQL Language Reference, INSTR
-- why: a negative start searches backwards, the fourth argument asks for a later occurrence, '' is NULL
-- needs: raise_ora
-- example: sct.instr('CORPORATE FLOOR', 'OR', 3, 2) => 14
-- example: sct.instr('CORPORATE FLOOR', 'OR', -3, 2) => 2
-- example: sct.instr('CORPORATE FLOOR', 'OR') => 2
-- example: sct.instr('abc', 'z') => 0
-- example: sct.instr('abc', '') => <NULL>
-- example: sct.instr('', 'a') => <NULL>
-- example: sct.instr('aaaa', 'aa', 1, 3) => 3
-- example: sct.instr('aaaa', 'aa', -1) => 3
-- example: sct.instr('aaaa', 'aa', -1, 2) => 2
-- example: sct.instr('abcabc', 'a', 2) => 4
-- example: sct.instr('abc', 'a', 0) => 0
-- example: sct.instr('abc', 'a', -9) => 0
-- example: sct.instr('abc', 'a', 1, 0) => ERROR 22003
CREATE OR REPLACE FUNCTION sct.instr(s text, t text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT pg_catalog.strpos(nullif(s, ''), nullif(t, ''))::numeric
$$;
CREATE OR REPLACE FUNCTION sct.instr(s text, t text, p numeric, occurrence numeric) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  len CONSTANT integer := pg_catalog.length(s);
  tlen CONSTANT integer := pg_catalog.length(t);
  pos integer;
  hit integer;
BEGIN
  IF s = '' OR t = '' OR s IS NULL OR t IS NULL OR p IS NULL OR occurrence IS NULL THEN
    RETURN NULL;
  END IF;
  IF occurrence < 1 THEN
    PERFORM sct.raise_ora('22003', 'ORA-01428: argument ''' || occurrence || ''' is out of range', occurrence::text);
  END IF;
  IF p > 0 THEN
    pos := least(trunc(p), 2147483647)::integer;
    IF pos > len THEN
      RETURN 0;
    END IF;
    FOR i IN 1 .. trunc(occurrence)::integer LOOP
      hit := pg_catalog.strpos(pg_catalog.substr(s, pos), t);
      IF hit = 0 THEN
        RETURN 0;
      END IF;
      pos := pos + hit;
    END LOOP;
    RETURN pos - 1;
  ELSIF trunc(p) = 0 THEN
    RETURN 0;
  END IF;
  -- Backwards: the same search on both strings reversed; a match may not begin behind the start position.
  IF len + p + 1 < 1 THEN
    RETURN 0;
  END IF;
  pos := greatest(1, len - (len + trunc(p)::integer + 1) - tlen + 2);
  FOR i IN 1 .. trunc(occurrence)::integer LOOP
    hit := pg_catalog.strpos(pg_catalog.substr(pg_catalog.reverse(s), pos), pg_catalog.reverse(t));
    IF hit = 0 THEN
      RETURN 0;
    END IF;
    pos := pos + hit;
  END LOOP;
  RETURN len - (pos - 1) - tlen + 2;
END
$$;
CREATE OR REPLACE FUNCTION sct.instr(s text, t text, p numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT sct.instr(s, t, p, 1::numeric)
$$;
