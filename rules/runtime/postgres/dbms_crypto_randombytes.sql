-- name: dbms_crypto_randombytes
-- signature: dbms_crypto_randombytes(numeric) returns bytea
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_CRYPTO.RANDOMBYTES
-- why: gen_random_uuid is made of the server's strong random numbers; a digest over four of them gives 32 bytes
-- example: octet_length(sct.dbms_crypto_randombytes(70)) => 70
-- example: sct.dbms_crypto_randombytes(16) <> sct.dbms_crypto_randombytes(16) => true
CREATE OR REPLACE FUNCTION sct.dbms_crypto_randombytes(count numeric) RETURNS bytea
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  made bytea := '';
BEGIN
  WHILE octet_length(made) < count LOOP
    made := made || sha256(convert_to(concat(gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid()), 'UTF8'));
  END LOOP;
  RETURN pg_catalog.substr(made, 1, trunc(count)::integer);
END
$$;
