-- name: instrb
-- signature: instrb(text, text, numeric, numeric) returns numeric
-- source: Oracle Database SQL Language Reference, INSTR (INSTRB)
-- why: positions are bytes; a negative one is counted from the end, and the search goes backwards from there
-- needs: raise_ora
-- example: sct.instrb('CORPORATE FLOOR', 'OR', 5, 2) => 14
-- example: sct.instrb('CORPORATE FLOOR', 'OR', -3, 2) => 2
-- example: sct.instrb('aéb', 'b') => 4
-- example: sct.instrb('éé', 'é', 2) => 3
-- example: sct.instrb('abc', 'z') => 0
-- example: sct.instrb('abc', 'a', 0) => 0
-- example: sct.instrb('abc', '') => <NULL>
-- example: sct.instrb('abc', 'a', 1, 0) => ERROR 22003
CREATE OR REPLACE FUNCTION sct.instrb(s text, sought text, p numeric DEFAULT 1, n numeric DEFAULT 1) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  bytes CONSTANT bytea := convert_to(s, 'UTF8');
  part CONSTANT bytea := convert_to(sought, 'UTF8');
  size CONSTANT integer := octet_length(bytes);
  step CONSTANT integer := CASE WHEN p < 0 THEN -1 ELSE 1 END;
  at integer := CASE WHEN p < 0 THEN size + trunc(p) + 1 ELSE trunc(p) END;
  left_over integer := trunc(n);
BEGIN
  IF s = '' OR sought = '' OR s IS NULL OR sought IS NULL OR p IS NULL OR n IS NULL THEN
    RETURN NULL;
  ELSIF n < 1 THEN
    PERFORM sct.raise_ora('22003', 'ORA-01428: argument is out of range', n::text);
  ELSIF trunc(p) = 0 THEN
    RETURN 0;
  END IF;
  WHILE at BETWEEN 1 AND size LOOP
    IF substring(bytes FROM at FOR octet_length(part)) = part THEN
      left_over := left_over - 1;
      IF left_over = 0 THEN
        RETURN at;
      END IF;
    END IF;
    at := at + step;
  END LOOP;
  RETURN 0;
END
$$;
