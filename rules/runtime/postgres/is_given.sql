-- name: is_given
-- signature: is_given(text) returns boolean
-- source: Oracle Database PL/SQL Language Reference, NOT NULL Constraint
-- why: the check of a subtype that may not be NULL: NULL is VALUE_ERROR and not a constraint's error
-- example: sct.is_given('x') => true
-- example: sct.is_given(NULL) => ERROR 22P02: ORA-06502: PL/SQL: numeric or value error
-- example: sct.is_given('') => ERROR 22P02
CREATE OR REPLACE FUNCTION sct.is_given(value text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF value IS NULL OR value = '' THEN
    RAISE EXCEPTION USING ERRCODE = '22P02', MESSAGE = 'ORA-06502: PL/SQL: numeric or value error';
  END IF;
  RETURN true;
END
$$;
