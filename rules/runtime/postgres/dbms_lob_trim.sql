-- name: dbms_lob_trim
-- signature: dbms_lob_trim(text, numeric) returns procedure
-- signature: dbms_lob_trim(bytea, numeric) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_LOB.TRIM
-- why: cuts to a length (it removes no blanks); a length beyond the LOB is ORA-22926
-- needs: raise_ora
-- example: CALL sct.dbms_lob_trim('abcdef'::text, 2) => ab
-- example: CALL sct.dbms_lob_trim('abc'::text, 0) => 
-- example: CALL sct.dbms_lob_trim('abc'::text, 4) => ERROR 22003
CREATE OR REPLACE PROCEDURE sct.dbms_lob_trim(INOUT lob text, size numeric)
LANGUAGE plpgsql AS $$
BEGIN
  IF lob IS NULL OR size IS NULL OR size < 0 OR size > pg_catalog.length(lob) THEN
    PERFORM sct.raise_ora('22003', 'ORA-22926: specified trim length is greater than current LOB value''s length', size::text);
  END IF;
  lob := pg_catalog.left(lob, trunc(size)::integer);
END
$$;
CREATE OR REPLACE PROCEDURE sct.dbms_lob_trim(INOUT lob bytea, size numeric)
LANGUAGE plpgsql AS $$
BEGIN
  IF lob IS NULL OR size IS NULL OR size < 0 OR size > octet_length(lob) THEN
    PERFORM sct.raise_ora('22003', 'ORA-22926: specified trim length is greater than current LOB value''s length', size::text);
  END IF;
  lob := pg_catalog.substr(lob, 1, trunc(size)::integer);
END
$$;
