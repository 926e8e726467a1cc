-- name: raise_ora
-- signature: raise_ora(text, text, text) returns text
-- source: Oracle Database Error Messages (the ORA numbers other runtime functions report)
-- why: lets an SQL function raise an error inside CASE; the last argument (shown as DETAIL) keeps the planner from calling it early
-- example: sct.raise_ora('22023', 'ORA-01481: invalid number format model', '9Z') => ERROR 22023: ORA-01481: invalid number format model
CREATE OR REPLACE FUNCTION sct.raise_ora(state text, message text, culprit text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = state, MESSAGE = message, DETAIL = coalesce('value: ' || culprit, '');
END
$$;
