-- name: text_to_bytes
-- signature: text_to_bytes(text, text) returns bytea
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_I18N.STRING_TO_RAW; Unicode Standard, UTF-16
-- why: the bytes of a text in a character set; a character that it lacks is an error (Oracle puts a question mark there)
-- needs: charset_encoding
-- example: encode(sct.text_to_bytes('é', 'WE8ISO8859P1'), 'hex') => e9
-- example: encode(sct.text_to_bytes('é', 'AL32UTF8'), 'hex') => c3a9
-- example: encode(sct.text_to_bytes('Aé😀', 'AL16UTF16'), 'hex') => 004100e9d83dde00
-- example: encode(sct.text_to_bytes('Aé', 'AL16UTF16LE'), 'hex') => 4100e900
-- example: sct.text_to_bytes('', 'AL32UTF8') => <NULL>
-- example: sct.text_to_bytes('é', 'US7ASCII') => ERROR 22P05
CREATE OR REPLACE FUNCTION sct.text_to_bytes(value text, charset text) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  encoding CONSTANT text := sct.charset_encoding(charset);
  made bytea := '';
  code integer;
  unit integer;
  one text;
BEGIN
  IF value = '' OR value IS NULL THEN
    RETURN NULL;
  ELSIF encoding = 'ASCII' THEN
    IF octet_length(value) <> pg_catalog.length(value) THEN
      RAISE EXCEPTION USING ERRCODE = '22P05', MESSAGE = 'character set US7ASCII lacks a character of the text';
    END IF;
    RETURN convert_to(value, 'UTF8');
  ELSIF encoding NOT LIKE 'UTF16%' THEN
    RETURN convert_to(value, encoding);
  END IF;
  FOREACH one IN ARRAY string_to_array(value, NULL) LOOP
    code := pg_catalog.ascii(one);
    FOREACH unit IN ARRAY CASE WHEN code < 65536 THEN ARRAY[code]
                               ELSE ARRAY[55296 + ((code - 65536) >> 10), 56320 + ((code - 65536) & 1023)] END LOOP
      made := made || CASE WHEN encoding = 'UTF16' THEN decode(pg_catalog.lpad(to_hex(unit), 4, '0'), 'hex')
                           ELSE decode(pg_catalog.lpad(to_hex(((unit & 255) << 8) | (unit >> 8)), 4, '0'), 'hex') END;
    END LOOP;
  END LOOP;
  RETURN made;
END
$$;
