-- name: bytes_to_text
-- signature: bytes_to_text(bytea, text) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_I18N.RAW_TO_CHAR; Unicode Standard, UTF-16
-- why: the text that bytes are in a character set; what is no character there is an error (Oracle puts a replacement there)
-- needs: charset_encoding
-- example: sct.bytes_to_text('\xe9', 'WE8MSWIN1252') => é
-- example: sct.bytes_to_text('\x004100e9d83dde00', 'AL16UTF16') => Aé😀
-- example: sct.bytes_to_text('\x4100e900', 'AL16UTF16LE') => Aé
-- example: sct.bytes_to_text('', 'AL32UTF8') => <NULL>
-- example: sct.bytes_to_text('\xff', 'AL32UTF8') => ERROR 22021
CREATE OR REPLACE FUNCTION sct.bytes_to_text(value bytea, charset text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  encoding CONSTANT text := sct.charset_encoding(charset);
  high CONSTANT integer := CASE WHEN encoding = 'UTF16' THEN 0 ELSE 1 END;
  made text := '';
  unit integer;
  before integer;
BEGIN
  IF encoding NOT LIKE 'UTF16%' THEN
    RETURN nullif(convert_from(value, CASE WHEN encoding = 'ASCII' THEN 'UTF8' ELSE encoding END), '');
  END IF;
  FOR i IN 0 .. octet_length(value) / 2 - 1 LOOP
    unit := (get_byte(value, i * 2 + high) << 8) | get_byte(value, i * 2 + 1 - high);
    IF unit BETWEEN 55296 AND 56319 THEN
      before := unit;
    ELSIF unit BETWEEN 56320 AND 57343 THEN
      made := made || pg_catalog.chr(65536 + ((before - 55296) << 10) + (unit - 56320));
    ELSE
      made := made || pg_catalog.chr(unit);
    END IF;
  END LOOP;
  RETURN nullif(made, '');
END
$$;
