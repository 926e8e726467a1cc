-- name: spell_number
-- signature: spell_number(integer, boolean) returns text
-- source: Oracle Database SQL Language Reference, Datetime Format Element Suffixes (SP, SPTH)
-- why: a number in English capitals, cardinal or ordinal, up to 9999999
-- example: sct.spell_number(4, false) => FOUR
-- example: sct.spell_number(24, true) => TWENTY-FOURTH
-- example: sct.spell_number(30, true) => THIRTIETH
-- example: sct.spell_number(2024, false) => TWO THOUSAND TWENTY-FOUR
-- example: sct.spell_number(112, true) => ONE HUNDRED TWELFTH
-- example: sct.spell_number(0, false) => ZERO
CREATE OR REPLACE FUNCTION sct.spell_number(n integer, ordinal boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  ones CONSTANT text[] := ARRAY['ONE', 'TWO', 'THREE', 'FOUR', 'FIVE', 'SIX', 'SEVEN', 'EIGHT', 'NINE', 'TEN', 'ELEVEN',
    'TWELVE', 'THIRTEEN', 'FOURTEEN', 'FIFTEEN', 'SIXTEEN', 'SEVENTEEN', 'EIGHTEEN', 'NINETEEN'];
  tens CONSTANT text[] := ARRAY['TEN', 'TWENTY', 'THIRTY', 'FORTY', 'FIFTY', 'SIXTY', 'SEVENTY', 'EIGHTY', 'NINETY'];
  rest integer := n;
  words text := '';
BEGIN
  IF n = 0 THEN
    words := 'ZERO';
  END IF;
  IF rest >= 1000000 THEN
    words := sct.spell_number(rest / 1000000, false) || ' MILLION ';
    rest := rest % 1000000;
  END IF;
  IF rest >= 1000 THEN
    words := words || sct.spell_number(rest / 1000, false) || ' THOUSAND ';
    rest := rest % 1000;
  END IF;
  IF rest >= 100 THEN
    words := words || ones[rest / 100] || ' HUNDRED ';
    rest := rest % 100;
  END IF;
  IF rest >= 20 THEN
    words := words || tens[rest / 10] || CASE WHEN rest % 10 > 0 THEN '-' || ones[rest % 10] ELSE '' END;
  ELSIF rest > 0 THEN
    words := words || ones[rest];
  END IF;
  words := pg_catalog.rtrim(words);
  IF NOT ordinal THEN
    RETURN words;
  END IF;
  RETURN CASE
    WHEN words ~ 'ONE$' THEN regexp_replace(words, 'ONE$', 'FIRST')
    WHEN words ~ 'TWO$' THEN regexp_replace(words, 'TWO$', 'SECOND')
    WHEN words ~ 'THREE$' THEN regexp_replace(words, 'THREE$', 'THIRD')
    WHEN words ~ 'FIVE$' THEN regexp_replace(words, 'VE$', 'FTH')
    WHEN words ~ 'TWELVE$' THEN regexp_replace(words, 'VE$', 'FTH')
    WHEN words ~ 'EIGHT$' THEN words || 'H'
    WHEN words ~ 'NINE$' THEN regexp_replace(words, 'E$', 'TH')
    WHEN words ~ 'Y$' THEN regexp_replace(words, 'Y$', 'IETH')
    ELSE words || 'TH'
  END;
END
$$;
