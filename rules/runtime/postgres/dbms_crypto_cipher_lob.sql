-- name: dbms_crypto_cipher_lob
-- signature: dbms_crypto_cipher_lob(bytea, bytea, numeric, bytea, bytea, boolean) returns procedure
-- signature: dbms_crypto_cipher_lob(bytea, text, numeric, bytea, bytea, boolean) returns procedure
-- signature: dbms_crypto_cipher_lob(text, bytea, numeric, bytea, bytea, boolean) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_CRYPTO.ENCRYPT, DECRYPT (procedures)
-- why: a LOB written anew with another one encrypted or decrypted; a CLOB is encrypted as UTF-8, and read as that again
-- needs: dbms_crypto_cipher
-- example: CALL sct.dbms_crypto_cipher_lob(NULL::bytea, '\x0123456789abcdef'::bytea, 1 + 768 + 8192, '\x133457799bbcdff1', NULL, true) => b'\x85\xe8\x13T\x0f\n\xb4\x05'
-- example: CALL sct.dbms_crypto_cipher_lob(''::text, sct.dbms_crypto_cipher('abc', 4353, '\x133457799bbcdff1', NULL, true), 4353, '\x133457799bbcdff1', NULL, false) => abc
CREATE OR REPLACE PROCEDURE sct.dbms_crypto_cipher_lob(INOUT dst bytea, src bytea, typ numeric, key bytea, iv bytea, forward boolean)
LANGUAGE plpgsql AS $$
BEGIN
  dst := sct.dbms_crypto_cipher(src, typ, key, iv, forward);
END
$$;
CREATE OR REPLACE PROCEDURE sct.dbms_crypto_cipher_lob(INOUT dst bytea, src text, typ numeric, key bytea, iv bytea, forward boolean)
LANGUAGE plpgsql AS $$
BEGIN
  dst := sct.dbms_crypto_cipher(convert_to(src, 'UTF8'), typ, key, iv, forward);
END
$$;
CREATE OR REPLACE PROCEDURE sct.dbms_crypto_cipher_lob(INOUT dst text, src bytea, typ numeric, key bytea, iv bytea, forward boolean)
LANGUAGE plpgsql AS $$
BEGIN
  dst := convert_from(sct.dbms_crypto_cipher(src, typ, key, iv, forward), 'UTF8');
END
$$;
