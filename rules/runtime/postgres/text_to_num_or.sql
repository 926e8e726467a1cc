-- name: text_to_num_or
-- signature: text_to_num_or(text, numeric) returns numeric
-- source: Oracle Database SQL Language Reference, TO_NUMBER … DEFAULT … ON CONVERSION ERROR; CAST … DEFAULT … ON CONVERSION ERROR
-- why: the second argument instead of ORA-01722; VALIDATE_CONVERSION is whether the result of NULL as default IS NOT NULL
-- example: sct.text_to_num_or('12.5', 0) => 12.5
-- example: sct.text_to_num_or('abc', 0) => 0
-- example: sct.text_to_num_or('', 0) => <NULL>
-- example: sct.text_to_num_or(NULL, 0) => <NULL>
CREATE OR REPLACE FUNCTION sct.text_to_num_or(s text, fallback numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE
  WHEN s ~ '^ *[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)? *$' THEN s::numeric
  WHEN s <> '' THEN fallback
END
$$;
