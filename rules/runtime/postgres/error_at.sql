-- name: error_at
-- signature: error_at(numeric, numeric) returns numeric
-- signature: error_at(text, numeric) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_CALL_STACK.ERROR_NUMBER, ERROR_MSG; Error Messages, ORA-64610
-- why: the number without its sign, and the text without its number, of the one error that is handled
-- needs: ora_sqlstate
-- example: sct.error_at(-1476::numeric, 1) => 1476
-- example: sct.error_at('ORA-01476: divisor is equal to zero'::text, 1) => divisor is equal to zero
-- example: sct.error_at(-1476::numeric, 2) => ERROR O1DUQ: ORA-64610: bad depth indicator
CREATE OR REPLACE FUNCTION sct.error_at(code numeric, depth numeric) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF code = 0 OR depth IS DISTINCT FROM 1 THEN
    RAISE EXCEPTION USING ERRCODE = sct.ora_sqlstate(-64610), MESSAGE = 'ORA-64610: bad depth indicator';
  END IF;
  RETURN abs(code);
END
$$;
CREATE OR REPLACE FUNCTION sct.error_at(message text, depth numeric) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF depth IS DISTINCT FROM 1 THEN
    RAISE EXCEPTION USING ERRCODE = sct.ora_sqlstate(-64610), MESSAGE = 'ORA-64610: bad depth indicator';
  END IF;
  RETURN regexp_replace(message, '^ORA-[0-9]+: ', '');
END
$$;
