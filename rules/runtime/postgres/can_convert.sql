-- name: can_convert
-- signature: can_convert(text, text, text) returns integer
-- source: Oracle Database SQL Language Reference, VALIDATE_CONVERSION
-- why: no native function asks whether a text can be converted; NULL can
-- needs: text_to_num, to_number_fmt, to_date, to_timestamp_fmt
-- example: sct.can_convert('12.5', 'number', NULL) => 1
-- example: sct.can_convert('x', 'number', NULL) => 0
-- example: sct.can_convert('1,234', 'number', '9,999') => 1
-- example: sct.can_convert('2024-02-30', 'datetime', 'YYYY-MM-DD') => 0
-- example: sct.can_convert('2024-02-29', 'datetime', 'YYYY-MM-DD') => 1
-- example: sct.can_convert(NULL, 'number', NULL) => 1
CREATE OR REPLACE FUNCTION sct.can_convert(s text, kind text, fmt text) RETURNS integer
LANGUAGE plpgsql STABLE PARALLEL UNSAFE AS $$
BEGIN
  IF kind = 'number' AND fmt IS NULL THEN
    PERFORM sct.text_to_num(s);
  ELSIF kind = 'number' THEN
    PERFORM sct.to_number_fmt(s, fmt);
  ELSIF kind = 'datetime' THEN
    PERFORM sct.to_date(s, fmt);
  ELSE
    PERFORM sct.to_timestamp_fmt(s, fmt);
  END IF;
  RETURN 1;
EXCEPTION
  WHEN data_exception THEN
    RETURN 0;
END
$$;
