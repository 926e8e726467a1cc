-- name: dbms_crypto_mac
-- signature: dbms_crypto_mac(bytea, numeric, bytea) returns bytea
-- signature: dbms_crypto_mac(text, numeric, bytea) returns bytea
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_CRYPTO.MAC; RFC 2104, RFC 2202 and RFC 4231 (test case 2)
-- why: HMAC over 1 MD5, 2 SHA-1, 3 SHA-256, 4 SHA-384, 5 SHA-512; a CLOB is taken as UTF-8
-- needs: dbms_crypto_hash
-- example: encode(sct.dbms_crypto_mac('what do ya want for nothing?'::text, 1, 'Jefe'), 'hex') => 750c783e6ab0b503eaa86e310a5db738
-- example: encode(sct.dbms_crypto_mac('what do ya want for nothing?'::text, 2, 'Jefe'), 'hex') => effcdf6ae5eb2fa2d27416d5f184df9c259a7c79
-- example: encode(sct.dbms_crypto_mac('what do ya want for nothing?'::text, 3, 'Jefe'), 'hex') => 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843
-- example: left(encode(sct.dbms_crypto_mac('what do ya want for nothing?'::text, 5, 'Jefe'), 'hex'), 32) => 164b7a7bfcf819e2e395fbe73b56e0a3
-- example: sct.dbms_crypto_mac('x'::text, 9, 'k') => ERROR 0A000
CREATE OR REPLACE FUNCTION sct.dbms_crypto_mac(src bytea, kind numeric, key bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  size CONSTANT integer := CASE WHEN kind >= 4 THEN 128 ELSE 64 END;
  padded bytea := CASE WHEN octet_length(key) > size THEN sct.dbms_crypto_hash(key, kind + 1) ELSE key END;
  inner_key bytea;
  outer_key bytea;
BEGIN
  padded := padded || decode(repeat('00', size - octet_length(padded)), 'hex');
  inner_key := padded;
  outer_key := padded;
  FOR i IN 0 .. size - 1 LOOP
    inner_key := set_byte(inner_key, i, get_byte(padded, i) # 54);
    outer_key := set_byte(outer_key, i, get_byte(padded, i) # 92);
  END LOOP;
  RETURN sct.dbms_crypto_hash(outer_key || sct.dbms_crypto_hash(inner_key || src, kind + 1), kind + 1);
END
$$;
CREATE OR REPLACE FUNCTION sct.dbms_crypto_mac(src text, kind numeric, key bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT sct.dbms_crypto_mac(convert_to(src, 'UTF8'), kind, key)
$$;
