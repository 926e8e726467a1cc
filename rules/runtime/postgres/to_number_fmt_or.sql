-- name: to_number_fmt_or
-- signature: to_number_fmt_or(text, numeric, text) returns numeric
-- source: Oracle Database SQL Language Reference, TO_NUMBER (DEFAULT … ON CONVERSION ERROR)
-- why: a text that does not fit the format gives the default
-- needs: to_number_fmt
-- example: sct.to_number_fmt_or('1,234', 0, '9,999') => 1234
-- example: sct.to_number_fmt_or('x', -1, '9,999') => -1
CREATE OR REPLACE FUNCTION sct.to_number_fmt_or(s text, fallback numeric, fmt text) RETURNS numeric
LANGUAGE plpgsql STABLE PARALLEL UNSAFE AS $$
BEGIN
  RETURN sct.to_number_fmt(s, fmt);
EXCEPTION
  WHEN data_exception THEN
    RETURN fallback;
END
$$;
