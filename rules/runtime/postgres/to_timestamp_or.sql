-- name: to_timestamp_or
-- signature: to_timestamp_or(text, text, text) returns timestamp
-- source: Oracle Database SQL Language Reference, TO_TIMESTAMP (DEFAULT … ON CONVERSION ERROR)
-- why: a value that cannot be read gives the default, which is read by the same format
-- needs: to_timestamp_fmt
-- example: sct.to_timestamp_or('x', '2024-01-01 10:00', 'YYYY-MM-DD HH24:MI') => 2024-01-01 10:00:00
-- example: sct.to_timestamp_or('2024-02-28 11:30', NULL, 'YYYY-MM-DD HH24:MI') => 2024-02-28 11:30:00
CREATE OR REPLACE FUNCTION sct.to_timestamp_or(s text, fallback text, fmt text) RETURNS timestamp
LANGUAGE plpgsql STABLE PARALLEL UNSAFE AS $$
BEGIN
  RETURN sct.to_timestamp_fmt(s, fmt);
EXCEPTION
  WHEN data_exception THEN
    RETURN sct.to_timestamp_fmt(fallback, fmt);
END
$$;
