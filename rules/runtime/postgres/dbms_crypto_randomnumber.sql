-- name: dbms_crypto_randomnumber
-- signature: dbms_crypto_randomnumber(numeric) returns numeric
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_CRYPTO.RANDOMINTEGER, RANDOMNUMBER
-- why: a whole number of so many bytes; of four: with a sign
-- needs: dbms_crypto_randombytes
-- example: sct.dbms_crypto_randomnumber(16) BETWEEN 0 AND 2::numeric ^ 128 => true
-- example: sct.dbms_crypto_randomnumber(4) BETWEEN -2147483648 AND 2147483647 => true
CREATE OR REPLACE FUNCTION sct.dbms_crypto_randomnumber(bytes numeric) RETURNS numeric
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  given CONSTANT bytea := sct.dbms_crypto_randombytes(bytes);
  result numeric := 0;
BEGIN
  FOR i IN 0 .. octet_length(given) - 1 LOOP
    result := result * 256 + get_byte(given, i);
  END LOOP;
  RETURN CASE WHEN bytes = 4 THEN result - 2147483648 ELSE result END;
END
$$;
