-- name: standard_hash
-- signature: standard_hash(text, text) returns bytea
-- signature: standard_hash(bytea, text) returns bytea
-- source: Oracle Database SQL Language Reference, STANDARD_HASH
-- why: SHA1 (the default), SHA256, SHA384, SHA512, MD5 of text in UTF-8 or of RAW; numbers and dates are hashed in Oracle's own format, which is not emulated
-- needs: dbms_crypto_hash
-- example: sct.standard_hash('abc'::text) => \xa9993e364706816aba3e25717850c26c9cd0d89d
-- example: sct.standard_hash('abc'::text, 'MD5') => \x900150983cd24fb0d6963f7d28e17f72
-- example: sct.standard_hash('abc'::text, 'CRC') => ERROR 0A000
CREATE OR REPLACE FUNCTION sct.standard_hash(b bytea, method text DEFAULT 'SHA1') RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT sct.dbms_crypto_hash(b, CASE upper(method) WHEN 'MD5' THEN 2 WHEN 'SHA1' THEN 3 WHEN 'SHA256' THEN 4 WHEN 'SHA384' THEN 5 WHEN 'SHA512' THEN 6 END)
$$;
CREATE OR REPLACE FUNCTION sct.standard_hash(s text, method text DEFAULT 'SHA1') RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT sct.standard_hash(convert_to(s, 'UTF8'), method)
$$;
