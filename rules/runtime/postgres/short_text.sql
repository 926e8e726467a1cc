-- name: short_text
-- signature: short_text(text, integer) returns text
-- source: Oracle Database SQL Language Reference, TO_CHAR (character)
-- why: TO_CHAR of a CLOB in a query: an empty one is NULL, one of more bytes than a VARCHAR2 can have is an error
-- example: sct.short_text('abc', 3) => abc
-- example: sct.short_text('abcd', 3) => ERROR O0HMB: ORA-22835: Buffer too small for CLOB to CHAR or BLOB to RAW conversion (actual: 4, maximum: 3)
-- example: sct.short_text('', 3) => <NULL>
-- example: sct.short_text(NULL, 3) => <NULL>
CREATE OR REPLACE FUNCTION sct.short_text(s text, n integer) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF octet_length(s) > n THEN
    RAISE EXCEPTION USING ERRCODE = 'O0HMB',
      MESSAGE = 'ORA-22835: Buffer too small for CLOB to CHAR or BLOB to RAW conversion (actual: ' || octet_length(s) || ', maximum: ' || n || ')';
  END IF;
  RETURN nullif(s, '');
END
$$;
