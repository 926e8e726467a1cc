-- name: utl_raw_convert
-- signature: utl_raw_convert(bytea, text, text) returns bytea
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_RAW.CONVERT
-- why: bytes of one character set in another
-- needs: bytes_to_text, text_to_bytes
-- example: encode(sct.utl_raw_convert('\xe9', 'AMERICAN_AMERICA.AL32UTF8', 'AMERICAN_AMERICA.WE8ISO8859P1'), 'hex') => c3a9
CREATE OR REPLACE FUNCTION sct.utl_raw_convert(r bytea, to_charset text, from_charset text) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT sct.text_to_bytes(sct.bytes_to_text(r, from_charset), to_charset) $$;
