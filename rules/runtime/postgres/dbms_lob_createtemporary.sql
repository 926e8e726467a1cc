-- name: dbms_lob_createtemporary
-- signature: dbms_lob_createtemporary(text, boolean, numeric) returns procedure
-- signature: dbms_lob_createtemporary(bytea, boolean, numeric) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_LOB.CREATETEMPORARY
-- why: LOBs are plain values here; the variable becomes an empty one (not NULL)
-- example: CALL sct.dbms_lob_createtemporary(NULL::text, true) => 
-- example: CALL sct.dbms_lob_createtemporary(NULL::bytea, true, 10) => b''
CREATE OR REPLACE PROCEDURE sct.dbms_lob_createtemporary(INOUT lob text, cache boolean, duration numeric DEFAULT 10)
LANGUAGE plpgsql AS $$
BEGIN
  lob := '';
END
$$;
CREATE OR REPLACE PROCEDURE sct.dbms_lob_createtemporary(INOUT lob bytea, cache boolean, duration numeric DEFAULT 10)
LANGUAGE plpgsql AS $$
BEGIN
  lob := ''::bytea;
END
$$;
