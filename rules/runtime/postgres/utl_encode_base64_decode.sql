-- name: utl_encode_base64_decode
-- signature: utl_encode_base64_decode(bytea) returns bytea
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_ENCODE.BASE64_DECODE
-- why: RAW in, RAW out; line ends are ignored
-- example: sct.utl_encode_base64_decode('YWJj') => \x616263
-- example: sct.utl_encode_base64_decode(E'YW\r\nJj'::bytea) => \x616263
CREATE OR REPLACE FUNCTION sct.utl_encode_base64_decode(b bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT decode(convert_from(b, 'UTF8'), 'base64')
$$;
