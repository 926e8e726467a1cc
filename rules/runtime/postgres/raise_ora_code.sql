-- name: raise_ora_code
-- signature: raise_ora_code(numeric) returns procedure
-- source: Oracle Database PL/SQL Language Reference, RAISE Statement and Predefined Exceptions
-- why: RAISE of a predefined exception or of one bound by PRAGMA EXCEPTION_INIT, with the state its handlers look for
-- needs: ora_sqlstate, sqlerrm_of
-- example: CALL sct.raise_ora_code(-1403) => ERROR P0002: ORA-01403: no data found
-- example: CALL sct.raise_ora_code(-1476) => ERROR 22012: ORA-01476: divisor is equal to zero
-- example: CALL sct.raise_ora_code(-54) => ERROR 55P03: ORA-00054: resource busy and acquire with NOWAIT specified or timeout expired
CREATE OR REPLACE PROCEDURE sct.raise_ora_code(code numeric)
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = sct.ora_sqlstate(code), MESSAGE = sct.sqlerrm_of(code);
END
$$;
