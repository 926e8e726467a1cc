-- name: within_bytes
-- signature: within_bytes(text, integer) returns text
-- source: Oracle Database SQL Language Reference, Data Types, LISTAGG and Concatenation Operator
-- why: a text put together in a query: one of more bytes than MAX_STRING_SIZE lets a VARCHAR2 have is an error, where PostgreSQL knows no limit
-- example: sct.within_bytes('abc', 3) => abc
-- example: sct.within_bytes('abcd', 3) => ERROR O015D: ORA-01489: result of string concatenation is too long
-- example: sct.within_bytes('aé', 2) => ERROR O015D: ORA-01489: result of string concatenation is too long
-- example: sct.within_bytes(NULL, 3) => <NULL>
CREATE OR REPLACE FUNCTION sct.within_bytes(s text, n integer) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF octet_length(s) > n THEN
    RAISE EXCEPTION USING ERRCODE = 'O015D', MESSAGE = 'ORA-01489: result of string concatenation is too long';
  END IF;
  RETURN s;
END
$$;
