-- name: in_range
-- signature: in_range(numeric, numeric, numeric, boolean) returns boolean
-- source: Oracle Database PL/SQL Language Reference, User-Defined PL/SQL Subtypes
-- why: the check of a subtype: a value outside of its range, or NULL where it may not be, is VALUE_ERROR and not a constraint's error
-- example: sct.in_range(5, 0, 10, false) => true
-- example: sct.in_range(NULL, 0, 10, false) => true
-- example: sct.in_range(7, NULL, NULL, true) => true
-- example: sct.in_range(11, 0, 10, false) => ERROR 22P02: ORA-06502: PL/SQL: numeric or value error
-- example: sct.in_range(-1, 0, NULL, false) => ERROR 22P02
-- example: sct.in_range(NULL, 0, 10, true) => ERROR 22P02
CREATE OR REPLACE FUNCTION sct.in_range(value numeric, low numeric, high numeric, required boolean) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF value < low OR value > high OR (required AND value IS NULL) THEN
    RAISE EXCEPTION USING ERRCODE = '22P02', MESSAGE = 'ORA-06502: PL/SQL: numeric or value error';
  END IF;
  RETURN true;
END
$$;
