-- name: fit_text
-- signature: fit_text(text, integer) returns text
-- source: Oracle Database PL/SQL Language Reference, Character Data Types
-- why: a value that goes into a field of so many characters: too long a one is an error, where a cast would cut it
-- example: sct.fit_text('abc', 3) => abc
-- example: sct.fit_text('abcd', 3) => ERROR 22001: ORA-06502: PL/SQL: numeric or value error: character string buffer too small
-- example: sct.fit_text(NULL, 3) => <NULL>
CREATE OR REPLACE FUNCTION sct.fit_text(s text, n integer) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF pg_catalog.length(s) > n THEN
    RAISE EXCEPTION USING ERRCODE = '22001',
      MESSAGE = 'ORA-06502: PL/SQL: numeric or value error: character string buffer too small';
  END IF;
  RETURN s;
END
$$;
