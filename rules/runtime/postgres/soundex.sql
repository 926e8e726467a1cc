-- name: soundex
-- signature: soundex(text) returns text
-- source: Oracle Database SQL Language Reference, SOUNDEX
-- why: not in PostgreSQL without an extension; H and W do not separate equal codes, vowels do
-- example: sct.soundex('SMYTHE') => S530
-- example: sct.soundex('Smith') => S530
-- example: sct.soundex('Robert') => R163
-- example: sct.soundex('Ashcraft') => A261
-- example: sct.soundex('Tymczak') => T522
-- example: sct.soundex('Pfister') => P236
-- example: sct.soundex('Lee') => L000
-- example: sct.soundex('') => <NULL>
-- example: sct.soundex('123') => <NULL>
CREATE OR REPLACE FUNCTION sct.soundex(s text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  letters CONSTANT text := regexp_replace(upper(s), '[^A-Z]', '', 'g');
  codes CONSTANT text := pg_catalog.translate(letters, 'BFPVCGJKQSXZDTLMNRAEIOUYHW', '11112222222233455600000099');
  result text := pg_catalog.left(letters, 1);
  last text := pg_catalog.left(codes, 1);
  c text;
BEGIN
  IF letters = '' OR letters IS NULL THEN
    RETURN NULL;
  END IF;
  FOR i IN 2 .. pg_catalog.length(codes) LOOP
    c := pg_catalog.substr(codes, i, 1);
    IF c <> '9' THEN  -- H and W are as if not there
      IF c <> '0' AND c <> last THEN
        result := result || c;
      END IF;
      last := c;
    END IF;
  END LOOP;
  RETURN pg_catalog.rpad(result, 4, '0');
END
$$;
