-- name: utl_i18n_map_charset
-- signature: utl_i18n_map_charset(text, boolean) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_I18N.MAP_CHARSET; Globalization Support Guide, Character Sets
-- why: the name of a character set among IANA's, or Oracle's of one of IANA's where the second argument says so; the common ones, others are an error
-- example: sct.utl_i18n_map_charset('AL32UTF8', false) => UTF-8
-- example: sct.utl_i18n_map_charset('iso-8859-1', true) => WE8ISO8859P1
-- example: sct.utl_i18n_map_charset('windows-1252', true) => WE8MSWIN1252
-- example: sct.utl_i18n_map_charset('x-own', true) => ERROR 0A000
-- example: sct.utl_i18n_map_charset(NULL, true) => <NULL>
CREATE OR REPLACE FUNCTION sct.utl_i18n_map_charset(charset text, back boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  found text;
BEGIN
  IF charset IS NULL OR charset = '' THEN
    RETURN NULL;
  END IF;
  SELECT CASE WHEN back THEN ours ELSE theirs END INTO found
  FROM (VALUES ('AL32UTF8', 'UTF-8'), ('AL16UTF16', 'UTF-16BE'), ('US7ASCII', 'US-ASCII'), ('WE8ISO8859P1', 'ISO-8859-1'),
               ('EE8ISO8859P2', 'ISO-8859-2'), ('CL8ISO8859P5', 'ISO-8859-5'), ('EL8ISO8859P7', 'ISO-8859-7'), ('WE8ISO8859P9', 'ISO-8859-9'),
               ('WE8ISO8859P15', 'ISO-8859-15'), ('EE8MSWIN1250', 'windows-1250'), ('CL8MSWIN1251', 'windows-1251'),
               ('WE8MSWIN1252', 'windows-1252'), ('EL8MSWIN1253', 'windows-1253'), ('TR8MSWIN1254', 'windows-1254')) AS t (ours, theirs)
  WHERE pg_catalog.lower(CASE WHEN back THEN theirs ELSE ours END) = pg_catalog.lower(charset);
  IF found IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = format('UTL_I18N.MAP_CHARSET does not know %s', charset);
  END IF;
  RETURN found;
END
$$;
