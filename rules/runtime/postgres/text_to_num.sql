-- name: text_to_num
-- signature: text_to_num(text) returns numeric
-- source: Oracle Database SQL Language Reference, Implicit Data Conversion, and TO_NUMBER without a format
-- why: implicit VARCHAR2 to NUMBER: blanks around are ignored, '' is NULL, no NaN, no hexadecimal, no underscore
-- needs: invalid_number
-- example: sct.text_to_num(' 12.50 ') => 12.50
-- example: sct.text_to_num('-.5') => -0.5
-- example: sct.text_to_num('1e3') => 1000
-- example: sct.text_to_num('5.') => 5
-- example: sct.text_to_num('') => <NULL>
-- example: sct.text_to_num(NULL) => <NULL>
-- example: sct.text_to_num('abc') => ERROR 22P02: ORA-01722: invalid number
-- example: sct.text_to_num('NaN') => ERROR 22P02
-- example: sct.text_to_num('0x1F') => ERROR 22P02
-- example: sct.text_to_num('1,000') => ERROR 22P02
-- example: sct.text_to_num('   ') => ERROR 22P02
CREATE OR REPLACE FUNCTION sct.text_to_num(s text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE
  WHEN s ~ '^ *[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)? *$' THEN s::numeric
  WHEN s <> '' THEN sct.invalid_number(s)
END
$$;
