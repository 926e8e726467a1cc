-- name: num_to_text_long
-- signature: num_to_text_long(numeric) returns text
-- source: Oracle Database SQL Language Reference, TO_CHAR (number), observed form of values over 40 characters
-- why: the rare branch of num_to_text: rounds to Oracle's precision, and to scientific form over 40 digits
-- needs: round_significant
-- example: sct.num_to_text_long(1e40) => 1.0000000000000000000000000000000000E+40
-- example: sct.num_to_text_long(-1e40) => -1.0000000000000000000000000000000000E+40
-- example: sct.num_to_text_long(1.5e-60) => 1.5000000000000000000000000000000000E-60
-- example: sct.num_to_text_long(1.5e-120) => 1.5000000000000000000000000000000000E-120
-- example: sct.num_to_text_long(4.99999999999999999999999999999999999999999999999) => 5
-- example: sct.num_to_text_long(0::numeric(70,60) / 3) => 0
-- example: sct.num_to_text_long(1::numeric(70,60) / 3) => .3333333333333333333333333333333333333333
CREATE OR REPLACE FUNCTION sct.num_to_text_long(n numeric) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  v CONSTANT numeric := sct.round_significant(n);
  a CONSTANT numeric := abs(v);
  plain CONSTANT text := replace('~' || a::text, '~0.', '.');
  digits text;
  exponent integer;
BEGIN
  IF length(plain) <= 42 AND a < 1e40 THEN
    RETURN CASE WHEN v < 0 THEN '-' ELSE '' END || ltrim(plain, '~');
  END IF;
  IF a >= 1 THEN
    exponent := length(split_part(a::text, '.', 1)) - 1;
  ELSE
    exponent := length(ltrim(split_part(a::text, '.', 2), '0')) - scale(a) - 1;
  END IF;
  digits := round(a * ('1e' || -exponent)::numeric, 34)::text;
  IF digits LIKE '10.%' THEN
    exponent := exponent + 1;
    digits := round(a * ('1e' || -exponent)::numeric, 34)::text;
  END IF;
  RETURN CASE WHEN v < 0 THEN '-' ELSE '' END || digits || 'E' || CASE WHEN exponent < 0 THEN '-' ELSE '+' END
    || lpad(abs(exponent)::text, greatest(2, length(abs(exponent)::text)), '0');
END
$$;
