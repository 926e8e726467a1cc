-- name: utl_encode_base64_encode
-- signature: utl_encode_base64_encode(bytea) returns bytea
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_ENCODE.BASE64_ENCODE
-- why: lines of 64 characters ended by CR LF (natively 76 and LF), as RAW
-- example: convert_from(sct.utl_encode_base64_encode('\x616263'), 'UTF8') => YWJj
-- example: convert_from(sct.utl_encode_base64_encode(decode(repeat('00', 49), 'hex')), 'UTF8') = repeat('A', 64) || E'\r\n' || 'AA==' => true
CREATE OR REPLACE FUNCTION sct.utl_encode_base64_encode(b bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT convert_to(pg_catalog.rtrim(regexp_replace(pg_catalog.replace(encode(b, 'base64'), E'\n', ''), '(.{64})', E'\\1\r\n', 'g'), E'\r\n'), 'UTF8')
$$;
