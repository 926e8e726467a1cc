-- name: dbms_crypto_hash
-- signature: dbms_crypto_hash(bytea, numeric) returns bytea
-- signature: dbms_crypto_hash(text, numeric) returns bytea
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_CRYPTO.HASH
-- why: 2 MD5, 3 SHA-1, 4 SHA-256, 5 SHA-384, 6 SHA-512; 1 (MD4) is refused; a CLOB is hashed as UTF-8
-- needs: sha1
-- example: sct.dbms_crypto_hash('abc'::bytea, 2) => \x900150983cd24fb0d6963f7d28e17f72
-- example: sct.dbms_crypto_hash('abc'::text, 3) => \xa9993e364706816aba3e25717850c26c9cd0d89d
-- example: sct.dbms_crypto_hash('abc'::bytea, 4) => \xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
-- example: sct.dbms_crypto_hash('abc'::bytea, 1) => ERROR 0A000
CREATE OR REPLACE FUNCTION sct.dbms_crypto_hash(b bytea, kind numeric) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  CASE kind
    WHEN 2 THEN RETURN decode(md5(b), 'hex');
    WHEN 3 THEN RETURN sct.sha1(b);
    WHEN 4 THEN RETURN sha256(b);
    WHEN 5 THEN RETURN sha384(b);
    WHEN 6 THEN RETURN sha512(b);
    ELSE RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = 'DBMS_CRYPTO hash type ' || coalesce(kind::text, 'NULL') || ' is not emulated';
  END CASE;
END
$$;
CREATE OR REPLACE FUNCTION sct.dbms_crypto_hash(s text, kind numeric) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT sct.dbms_crypto_hash(convert_to(s, 'UTF8'), kind)
$$;
