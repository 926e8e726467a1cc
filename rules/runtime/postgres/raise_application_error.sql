-- name: raise_application_error
-- signature: raise_application_error(numeric, text, boolean) returns procedure
-- source: Oracle Database PL/SQL Language Reference, RAISE_APPLICATION_ERROR Procedure
-- why: the SQLSTATE is ORnnn for -20nnn (ORA00 for -20000), so WHEN SQLSTATE 'OR001' catches -20001; the message is what Oracle's client shows
-- needs: ora_sqlstate
-- example: CALL sct.raise_application_error(-20001, 'too much') => ERROR OR001: ORA-20001: too much
-- example: CALL sct.raise_application_error(-20000, 'x', true) => ERROR ORA00: ORA-20000: x
-- example: CALL sct.raise_application_error(-1, 'x') => ERROR O0G7C: ORA-21000: error number argument to raise_application_error of -1 is out of range
CREATE OR REPLACE PROCEDURE sct.raise_application_error(code numeric, message text, keep boolean DEFAULT false)
LANGUAGE plpgsql AS $$
BEGIN
  IF code IS NULL OR code NOT BETWEEN -20999 AND -20000 THEN
    RAISE EXCEPTION USING ERRCODE = sct.ora_sqlstate(-21000),
      MESSAGE = 'ORA-21000: error number argument to raise_application_error of ' || coalesce(code::text, '') || ' is out of range';
  END IF;
  RAISE EXCEPTION USING ERRCODE = sct.ora_sqlstate(trunc(code)),
    MESSAGE = 'ORA' || trunc(code) || ': ' || pg_catalog.left(coalesce(message, ''), 2048);
END
$$;
