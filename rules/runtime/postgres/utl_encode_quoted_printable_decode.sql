-- name: utl_encode_quoted_printable_decode
-- signature: utl_encode_quoted_printable_decode(bytea) returns bytea
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_ENCODE.QUOTED_PRINTABLE_DECODE; RFC 2045, 6.7
-- why: =XX is a byte, = at a line's end joins it with the next one
-- example: convert_from(sct.utl_encode_quoted_printable_decode(convert_to(E'gr=C3=BC=C3=9Fe=\r\n!', 'UTF8')), 'UTF8') => grüße!
-- example: convert_from(sct.utl_encode_quoted_printable_decode('a=3Db'), 'UTF8') => a=b
-- example: sct.utl_encode_quoted_printable_decode('=4') => ERROR 22023
-- example: sct.utl_encode_quoted_printable_decode(NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.utl_encode_quoted_printable_decode(r bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  -- a letter a byte, so that patterns can be used
  coded CONSTANT text := convert_from(r, 'LATIN1');
  one text[];
  made text := '';
BEGIN
  FOR one IN SELECT regexp_matches(coded, '(=\r?\n|=[0-9A-Fa-f]{2}|.|\n)', 'g') LOOP
    IF one[1] = '=' THEN
      RAISE EXCEPTION USING ERRCODE = '22023', MESSAGE = 'the text is not encoded as quoted-printable';
    ELSIF one[1] LIKE '=__' AND one[1] !~ '\n' THEN
      made := made || pg_catalog.substr(one[1], 2);
    ELSIF one[1] NOT LIKE '=%' THEN
      made := made || encode(convert_to(one[1], 'LATIN1'), 'hex');
    END IF;
  END LOOP;
  RETURN decode(nullif(made, ''), 'hex');
END
$$;
