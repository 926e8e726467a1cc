-- name: dbms_lob_freetemporary
-- signature: dbms_lob_freetemporary(text) returns procedure
-- signature: dbms_lob_freetemporary(bytea) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_LOB.FREETEMPORARY
-- why: LOBs are plain values here; the variable becomes NULL
-- example: CALL sct.dbms_lob_freetemporary('abc'::text) => <NULL>
CREATE OR REPLACE PROCEDURE sct.dbms_lob_freetemporary(INOUT lob text)
LANGUAGE plpgsql AS $$
BEGIN
  lob := NULL;
END
$$;
CREATE OR REPLACE PROCEDURE sct.dbms_lob_freetemporary(INOUT lob bytea)
LANGUAGE plpgsql AS $$
BEGIN
  lob := NULL;
END
$$;
