-- name: fit_bytes
-- signature: fit_bytes(text, integer) returns text
-- source: Oracle Database PL/SQL Language Reference, Character Data Types
-- why: a value that goes into a field of so many bytes, which the target counts in characters
-- example: sct.fit_bytes('abc', 3) => abc
-- example: sct.fit_bytes('abcd', 3) => ERROR 22001: ORA-06502: PL/SQL: numeric or value error: character string buffer too small
-- example: sct.fit_bytes('äb', 3) => äb
-- example: sct.fit_bytes('äbc', 3) => ERROR 22001: ORA-06502: PL/SQL: numeric or value error: character string buffer too small
-- example: sct.fit_bytes(NULL, 3) => <NULL>
CREATE OR REPLACE FUNCTION sct.fit_bytes(s text, n integer) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF pg_catalog.octet_length(s) > n THEN
    RAISE EXCEPTION USING ERRCODE = '22001',
      MESSAGE = 'ORA-06502: PL/SQL: numeric or value error: character string buffer too small';
  END IF;
  RETURN s;
END
$$;
