-- name: des_bits
-- signature: des_bits(bytea) returns text
-- source: FIPS 46-3 (DES)
-- why: the bits of bytes, the highest first, as digits
-- example: sct.des_bits('\x05ff') => 0000010111111111
CREATE OR REPLACE FUNCTION sct.des_bits(b bytea) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT string_agg(get_byte(b, at)::bit(8)::text, '' ORDER BY at) FROM generate_series(0, octet_length(b) - 1) AS at $$;
