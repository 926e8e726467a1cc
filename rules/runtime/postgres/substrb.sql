-- name: substrb
-- signature: substrb(text, numeric) returns text
-- signature: substrb(text, numeric, numeric) returns text
-- source: Oracle Database SQL Language Reference, SUBSTR (SUBSTRB)
-- why: positions are bytes; bytes of a character cut in two become blanks
-- example: sct.substrb('ABCDEFG', 5, 4) => EFG
-- example: sct.substrb('ABCDEFG', -3, 2) => EF
-- example: concat('[', sct.substrb('aéb', 1, 2), ']') => [a ]
-- example: concat('[', sct.substrb('aéb', 3), ']') => [ b]
-- example: sct.substrb('aéb', 2, 2) => é
-- example: sct.substrb('abc', 9) => <NULL>
-- example: sct.substrb('abc', 0, 1) => a
CREATE OR REPLACE FUNCTION sct.substrb(s text, p numeric, n numeric) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  bytes bytea := convert_to(s, 'UTF8');
  size CONSTANT integer := octet_length(bytes);
  start integer := trunc(p);
  b integer;
  lead integer := 0;
  tail integer := 0;
  need integer;
BEGIN
  IF start < 0 THEN
    IF -start > size THEN
      RETURN NULL;
    END IF;
    start := size + start + 1;
  ELSIF start = 0 THEN
    start := 1;
  END IF;
  IF n < 1 OR n IS NULL OR p IS NULL OR start > size OR s IS NULL THEN
    RETURN NULL;
  END IF;
  bytes := substring(bytes FROM start FOR least(trunc(n), size)::integer);
  WHILE lead < octet_length(bytes) AND get_byte(bytes, lead) BETWEEN 128 AND 191 LOOP
    lead := lead + 1;
  END LOOP;
  -- The last character's first byte says how many bytes it needs.
  FOR i IN REVERSE octet_length(bytes) - 1 .. lead LOOP
    tail := tail + 1;
    b := get_byte(bytes, i);
    IF b NOT BETWEEN 128 AND 191 THEN
      need := CASE WHEN b < 128 THEN 1 WHEN b < 224 THEN 2 WHEN b < 240 THEN 3 ELSE 4 END;
      IF need = tail THEN
        tail := 0;
      END IF;
      EXIT;
    END IF;
  END LOOP;
  RETURN nullif(repeat(' ', lead)
    || convert_from(substring(bytes FROM lead + 1 FOR octet_length(bytes) - lead - tail), 'UTF8')
    || repeat(' ', tail), '');
END
$$;
CREATE OR REPLACE FUNCTION sct.substrb(s text, p numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT sct.substrb(s, p, 2147483647::numeric)
$$;
