-- name: bad_date_format
-- signature: bad_date_format(text) returns timestamp
-- source: Oracle Database Error Messages, ORA-01821
-- why: raises for a TRUNC or ROUND unit that does not exist; a function so that SQL's CASE can call it
-- example: sct.bad_date_format('SS') => ERROR 22023: ORA-01821: date format not recognized
CREATE OR REPLACE FUNCTION sct.bad_date_format(fmt text) RETURNS timestamp
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = '22023', MESSAGE = 'ORA-01821: date format not recognized', DETAIL = 'format: ' || fmt;
END
$$;
