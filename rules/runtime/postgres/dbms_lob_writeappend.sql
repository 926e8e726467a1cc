-- name: dbms_lob_writeappend
-- signature: dbms_lob_writeappend(text, numeric, text) returns procedure
-- signature: dbms_lob_writeappend(bytea, numeric, bytea) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_LOB.WRITEAPPEND
-- why: appends the first amount characters or bytes of the buffer; more than the buffer holds is ORA-21560
-- needs: raise_ora
-- example: CALL sct.dbms_lob_writeappend('abc'::text, 2, 'xyz'::text) => abcxy
-- example: CALL sct.dbms_lob_writeappend('abc'::text, 4, 'xyz'::text) => ERROR 22003
CREATE OR REPLACE PROCEDURE sct.dbms_lob_writeappend(INOUT lob text, amount numeric, buffer text)
LANGUAGE plpgsql AS $$
BEGIN
  IF lob IS NULL THEN
    PERFORM sct.raise_ora('22004', 'ORA-06502: PL/SQL: numeric or value error: invalid LOB locator specified: ORA-22275', pg_catalog.left(lob::text, 40));
  ELSIF amount IS NULL OR buffer IS NULL OR amount < 1 OR amount > pg_catalog.length(buffer) THEN
    PERFORM sct.raise_ora('22003', 'ORA-21560: argument 2 is null, invalid, or out of range', amount::text);
  END IF;
  lob := lob || pg_catalog.left(buffer, trunc(amount)::integer);
END
$$;
CREATE OR REPLACE PROCEDURE sct.dbms_lob_writeappend(INOUT lob bytea, amount numeric, buffer bytea)
LANGUAGE plpgsql AS $$
BEGIN
  IF lob IS NULL THEN
    PERFORM sct.raise_ora('22004', 'ORA-06502: PL/SQL: numeric or value error: invalid LOB locator specified: ORA-22275', pg_catalog.left(lob::text, 40));
  ELSIF amount IS NULL OR buffer IS NULL OR amount < 1 OR amount > octet_length(buffer) THEN
    PERFORM sct.raise_ora('22003', 'ORA-21560: argument 2 is null, invalid, or out of range', amount::text);
  END IF;
  lob := lob || pg_catalog.substr(buffer, 1, trunc(amount)::integer);
END
$$;
