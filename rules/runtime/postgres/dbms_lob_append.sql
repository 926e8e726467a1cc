-- name: dbms_lob_append
-- signature: dbms_lob_append(text, text) returns procedure
-- signature: dbms_lob_append(bytea, bytea) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_LOB.APPEND
-- why: changes the variable it is given; appending to NULL or from NULL is ORA-06502
-- needs: raise_ora
-- example: CALL sct.dbms_lob_append('abc'::text, 'def'::text) => abcdef
-- example: CALL sct.dbms_lob_append('\x01'::bytea, '\x02'::bytea) => b'\x01\x02'
-- example: CALL sct.dbms_lob_append(NULL::text, 'x'::text) => ERROR 22004
CREATE OR REPLACE PROCEDURE sct.dbms_lob_append(INOUT lob text, source text)
LANGUAGE plpgsql AS $$
BEGIN
  IF lob IS NULL OR source IS NULL THEN
    PERFORM sct.raise_ora('22004', 'ORA-06502: PL/SQL: numeric or value error: invalid LOB locator specified: ORA-22275', pg_catalog.left(lob::text, 40));
  END IF;
  lob := lob || source;
END
$$;
CREATE OR REPLACE PROCEDURE sct.dbms_lob_append(INOUT lob bytea, source bytea)
LANGUAGE plpgsql AS $$
BEGIN
  IF lob IS NULL OR source IS NULL THEN
    PERFORM sct.raise_ora('22004', 'ORA-06502: PL/SQL: numeric or value error: invalid LOB locator specified: ORA-22275', pg_catalog.left(lob::text, 40));
  END IF;
  lob := lob || source;
END
$$;
