-- name: dbms_crypto_cipher
-- signature: dbms_crypto_cipher(bytea, numeric, bytea, bytea, boolean) returns bytea
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_CRYPTO.ENCRYPT, DECRYPT and Algorithms; NIST SP 800-38A, F.1 and F.2; RFC 8018 (padding)
-- why: AES, DES and 3DES with CBC or ECB and PKCS#5 or no padding; without an initialization vector it is zeros; other ciphers are not emulated
-- needs: aes_block, aes_schedule, des_block, ora_sqlstate
-- example: encode(sct.dbms_crypto_cipher('\x6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51', 6 + 256 + 8192, '\x2b7e151628aed2a6abf7158809cf4f3c', '\x000102030405060708090a0b0c0d0e0f', true), 'hex') => 7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2
-- example: encode(sct.dbms_crypto_cipher('\x7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2', 6 + 256 + 8192, '\x2b7e151628aed2a6abf7158809cf4f3c', '\x000102030405060708090a0b0c0d0e0f', false), 'hex') => 6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51
-- example: encode(sct.dbms_crypto_cipher('\x6bc1bee22e409f96e93d7e117393172a', 8 + 768 + 8192, '\x603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4', NULL, true), 'hex') => f3eed1bdb5d2a03c064b5a7e3db181f8
-- example: convert_from(sct.dbms_crypto_cipher(sct.dbms_crypto_cipher('a text of more than one block', 8 + 256 + 4096, decode(repeat('ab', 32), 'hex'), NULL, true), 8 + 256 + 4096, decode(repeat('ab', 32), 'hex'), NULL, false), 'UTF8') => a text of more than one block
-- example: octet_length(sct.dbms_crypto_cipher(decode(repeat('00', 16), 'hex'), 6 + 256 + 4096, decode(repeat('ab', 16), 'hex'), NULL, true)) => 32
-- example: sct.dbms_crypto_cipher('\x00', 8 + 256 + 4096, '\x00', NULL, true) => ERROR O0LSA: ORA-28234: key length too short
-- example: sct.dbms_crypto_cipher('\x00', 6 + 256 + 8192, decode(repeat('ab', 16), 'hex'), NULL, true) => ERROR O0M8H: ORA-28817: PL/SQL function returned an error.
-- example: sct.dbms_crypto_cipher(decode(repeat('00', 16), 'hex'), 6 + 256 + 4096, decode(repeat('ab', 16), 'hex'), NULL, false) => ERROR O0M8H: ORA-28817: PL/SQL function returned an error.
-- example: encode(sct.dbms_crypto_cipher('\x0123456789abcdef', 1 + 768 + 8192, '\x133457799bbcdff1', NULL, true), 'hex') => 85e813540f0ab405
-- example: encode(sct.dbms_crypto_cipher(convert_to('The qufck brown fox jump', 'UTF8'), 3 + 768 + 8192, '\x0123456789abcdef23456789abcdef01456789abcdef0123', NULL, true), 'hex') => a826fd8ce53b855fcce21c8112256fe668d5c05dd9b6b900
-- example: convert_from(sct.dbms_crypto_cipher(sct.dbms_crypto_cipher('a text of more than one block', 2 + 256 + 4096, decode(repeat('ab', 16), 'hex'), '\x0102030405060708', true), 2 + 256 + 4096, decode(repeat('ab', 16), 'hex'), '\x0102030405060708', false), 'UTF8') => a text of more than one block
-- example: sct.dbms_crypto_cipher('\x00', 4353, '\x00112233445566', NULL, true) => ERROR O0LSA: ORA-28234: key length too short
-- example: sct.dbms_crypto_cipher('\x00', 129, '\x0011223344556677', NULL, true) => ERROR 0A000: DBMS_CRYPTO cipher 129 is not emulated
CREATE OR REPLACE FUNCTION sct.dbms_crypto_cipher(src bytea, kind numeric, key bytea, iv bytea, forward boolean) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  n CONSTANT integer := trunc(kind);
  size CONSTANT integer := CASE n & 255 WHEN 1 THEN 8 WHEN 2 THEN 16 WHEN 3 THEN 24 WHEN 4 THEN octet_length(key) WHEN 6 THEN 16 WHEN 7 THEN 24 WHEN 8 THEN 32 END;
  wide CONSTANT integer := CASE WHEN n & 255 < 4 THEN 8 ELSE 16 END;
  chained CONSTANT boolean := CASE n & 3840 WHEN 256 THEN true WHEN 768 THEN false END;
  padded CONSTANT boolean := CASE n & 61440 WHEN 4096 THEN true WHEN 8192 THEN false END;
  input bytea := src;
  schedule bytea;
  before bytea := coalesce(iv, decode(repeat('00', wide), 'hex'));
  block bytea;
  made bytea := '';
  padding integer;
BEGIN
  IF key IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = sct.ora_sqlstate(-28239), MESSAGE = 'ORA-28239: no key provided';
  ELSIF octet_length(key) < size THEN
    RAISE EXCEPTION USING ERRCODE = sct.ora_sqlstate(-28234), MESSAGE = 'ORA-28234: key length too short';
  ELSIF chained IS NULL OR padded IS NULL OR size IS NULL OR octet_length(key) <> size OR (wide = 16 AND size NOT IN (16, 24, 32))
        OR octet_length(before) <> wide THEN
    RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = format('DBMS_CRYPTO cipher %s is not emulated', kind);
  ELSIF src IS NULL THEN
    RETURN NULL;
  END IF;
  IF forward AND padded THEN
    padding := wide - octet_length(src) % wide;
    input := src || decode(repeat(pg_catalog.lpad(to_hex(padding), 2, '0'), padding), 'hex');
  END IF;
  schedule := CASE WHEN wide = 16 THEN sct.aes_schedule(key) END;
  FOR at IN 0 .. octet_length(input) / wide - 1 LOOP
    block := pg_catalog.substr(input, at * wide + 1, wide);
    IF forward AND chained THEN
      FOR i IN 0 .. wide - 1 LOOP
        block := set_byte(block, i, get_byte(block, i) # get_byte(before, i));
      END LOOP;
    END IF;
    made := made || CASE WHEN wide = 16 THEN sct.aes_block(block, schedule, forward) ELSE sct.des_block(block, key, forward) END;
    IF chained AND NOT forward THEN
      FOR i IN 0 .. wide - 1 LOOP
        made := set_byte(made, at * wide + i, get_byte(made, at * wide + i) # get_byte(before, i));
      END LOOP;
      before := block;
    ELSE
      before := pg_catalog.substr(made, at * wide + 1, wide);
    END IF;
  END LOOP;
  IF padded AND NOT forward AND octet_length(made) > 0 THEN
    padding := get_byte(made, octet_length(made) - 1);
    IF padding BETWEEN 1 AND wide AND pg_catalog.substr(made, octet_length(made) - padding + 1)
       = decode(repeat(pg_catalog.lpad(to_hex(padding), 2, '0'), padding), 'hex') THEN
      made := pg_catalog.substr(made, 1, octet_length(made) - padding);
    ELSE
      made := NULL;
    END IF;
  END IF;
  IF made IS NULL OR octet_length(input) % wide <> 0 THEN
    RAISE EXCEPTION USING ERRCODE = sct.ora_sqlstate(-28817), MESSAGE = 'ORA-28817: PL/SQL function returned an error.';
  END IF;
  RETURN made;
END
$$;
