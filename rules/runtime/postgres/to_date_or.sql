-- name: to_date_or
-- signature: to_date_or(text, text, text) returns timestamp
-- source: Oracle Database SQL Language Reference, TO_DATE (DEFAULT … ON CONVERSION ERROR)
-- why: a value that cannot be read gives the default, which is read by the same format
-- needs: to_date
-- example: sct.to_date_or('2024-02-30', '2024-01-01', 'YYYY-MM-DD') => 2024-01-01 00:00:00
-- example: sct.to_date_or('2024-02-28', '2024-01-01', 'YYYY-MM-DD') => 2024-02-28 00:00:00
-- example: sct.to_date_or('x', NULL, 'YYYY-MM-DD') => <NULL>
-- example: sct.to_date_or('x', 'y', 'YYYY-MM-DD') => ERROR 22007
CREATE OR REPLACE FUNCTION sct.to_date_or(s text, fallback text, fmt text) RETURNS timestamp
LANGUAGE plpgsql STABLE PARALLEL UNSAFE AS $$
BEGIN
  RETURN sct.to_date(s, fmt);
EXCEPTION
  WHEN data_exception THEN
    RETURN sct.to_date(fallback, fmt);
END
$$;
