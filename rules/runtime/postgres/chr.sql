-- name: chr
-- signature: chr(numeric) returns text
-- source: Oracle Database SQL Language Reference, CHR
-- why: outside ASCII the number is the character's UTF-8 bytes, not the code point; CHR(0) cannot be held in text and stays an error
-- example: sct.chr(65) => A
-- example: sct.chr(50089) => é
-- example: sct.chr(14844588) => €
-- example: sct.chr(67.9) => C
-- example: sct.chr(NULL) => <NULL>
-- example: sct.chr(0) => ERROR 54000
CREATE OR REPLACE FUNCTION sct.chr(n numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE
  WHEN n < 128 THEN pg_catalog.chr(trunc(n)::integer)
  WHEN n < 256 THEN convert_from(decode(to_hex(trunc(n)::integer), 'hex'), 'UTF8')
  ELSE convert_from(decode(pg_catalog.lpad(to_hex(trunc(n)::bigint),
         (pg_catalog.length(to_hex(trunc(n)::bigint)) + 1) / 2 * 2, '0'), 'hex'), 'UTF8')
END
$$;
