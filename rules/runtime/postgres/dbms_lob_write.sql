-- name: dbms_lob_write
-- signature: dbms_lob_write(text, numeric, numeric, text) returns procedure
-- signature: dbms_lob_write(bytea, numeric, numeric, bytea) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_LOB.WRITE
-- why: overwrites from an offset; a gap behind the old end is filled with blanks (CLOB) or zero bytes (BLOB)
-- needs: raise_ora
-- example: CALL sct.dbms_lob_write('abcdef'::text, 2, 3, 'XYZ'::text) => abXYef
-- example: CALL sct.dbms_lob_write('ab'::text, 1, 5, 'X'::text) => ab  X
-- example: CALL sct.dbms_lob_write('\x0102'::bytea, 1, 4, '\xff'::bytea) => b'\x01\x02\x00\xff'
-- example: CALL sct.dbms_lob_write('ab'::text, 1, 0, 'X'::text) => ERROR 22003
CREATE OR REPLACE PROCEDURE sct.dbms_lob_write(INOUT lob text, amount numeric, start numeric, buffer text)
LANGUAGE plpgsql AS $$
DECLARE
  n CONSTANT integer := trunc(amount);
  p CONSTANT integer := trunc(start);
BEGIN
  IF lob IS NULL OR buffer IS NULL OR n IS NULL OR p IS NULL OR n < 1 OR p < 1 OR n > pg_catalog.length(buffer) THEN
    PERFORM sct.raise_ora('22003', 'ORA-21560: argument 2 is null, invalid, or out of range', amount::text);
  END IF;
  lob := pg_catalog.rpad(pg_catalog.left(lob, p - 1), p - 1) || pg_catalog.left(buffer, n) || pg_catalog.substr(lob, p + n);
END
$$;
CREATE OR REPLACE PROCEDURE sct.dbms_lob_write(INOUT lob bytea, amount numeric, start numeric, buffer bytea)
LANGUAGE plpgsql AS $$
DECLARE
  n CONSTANT integer := trunc(amount);
  p CONSTANT integer := trunc(start);
BEGIN
  IF lob IS NULL OR buffer IS NULL OR n IS NULL OR p IS NULL OR n < 1 OR p < 1 OR n > octet_length(buffer) THEN
    PERFORM sct.raise_ora('22003', 'ORA-21560: argument 2 is null, invalid, or out of range', amount::text);
  END IF;
  lob := pg_catalog.substr(lob, 1, p - 1) || decode(repeat('00', greatest(p - 1 - octet_length(lob), 0)), 'hex')
    || pg_catalog.substr(buffer, 1, n) || pg_catalog.substr(lob, p + n);
END
$$;
