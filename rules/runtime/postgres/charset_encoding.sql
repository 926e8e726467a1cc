-- name: charset_encoding
-- signature: charset_encoding(text) returns text
-- source: Oracle Database Globalization Support Guide, Character Sets; PostgreSQL, Character Set Support
-- why: PostgreSQL's name of a character set by its name or number; a language and territory in front of a dot are nothing. UTF16 and UTF16LE are none of PostgreSQL's: text_to_bytes and bytes_to_text know them
-- example: sct.charset_encoding('WE8MSWIN1252') => WIN1252
-- example: sct.charset_encoding('AMERICAN_AMERICA.AL32UTF8') => UTF8
-- example: sct.charset_encoding('31') => LATIN1
-- example: sct.charset_encoding(NULL) => UTF8
-- example: sct.charset_encoding('XX') => ERROR 0A000: character set XX is not emulated
CREATE OR REPLACE FUNCTION sct.charset_encoding(name text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  CASE upper(pg_catalog.regexp_replace(coalesce(name, '0'), '^.*\.', ''))
    WHEN 'AL32UTF8', 'UTF8', '0', '871', '873' THEN RETURN 'UTF8';
    WHEN 'US7ASCII', '1' THEN RETURN 'ASCII';
    WHEN 'WE8ISO8859P1', '31' THEN RETURN 'LATIN1';
    WHEN 'EE8ISO8859P2', '32' THEN RETURN 'LATIN2';
    WHEN 'CL8ISO8859P5', '35' THEN RETURN 'ISO_8859_5';
    WHEN 'WE8ISO8859P9', '39' THEN RETURN 'LATIN5';
    WHEN 'WE8ISO8859P15', '46' THEN RETURN 'LATIN9';
    WHEN 'EE8MSWIN1250', '170' THEN RETURN 'WIN1250';
    WHEN 'CL8MSWIN1251', '171' THEN RETURN 'WIN1251';
    WHEN 'WE8MSWIN1252', '178' THEN RETURN 'WIN1252';
    WHEN 'CL8KOI8R', '196' THEN RETURN 'KOI8R';
    WHEN 'JA16SJIS', '832' THEN RETURN 'SJIS';
    WHEN 'JA16EUC', '830' THEN RETURN 'EUC_JP';
    WHEN 'ZHS16GBK', '852' THEN RETURN 'GBK';
    WHEN 'AL16UTF16', '2000' THEN RETURN 'UTF16';
    WHEN 'AL16UTF16LE', '2002' THEN RETURN 'UTF16LE';
    ELSE RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = format('character set %s is not emulated', name);
  END CASE;
END
$$;
