-- name: fit_column
-- signature: fit_column(text, integer) returns text
-- source: Oracle Database SQL Language Reference, Data Types
-- why: a value that goes into a column of so many characters: too long a one is an error, where storing it would cut blanks
-- example: sct.fit_column('abc', 3) => abc
-- example: sct.fit_column('abcd', 3) => ERROR 22001: ORA-12899: value too large for column (actual: 4, maximum: 3)
-- example: sct.fit_column(NULL, 3) => <NULL>
CREATE OR REPLACE FUNCTION sct.fit_column(s text, n integer) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF pg_catalog.length(s) > n THEN
    RAISE EXCEPTION USING ERRCODE = '22001',
      MESSAGE = 'ORA-12899: value too large for column (actual: ' || pg_catalog.length(s) || ', maximum: ' || n || ')';
  END IF;
  RETURN s;
END
$$;
