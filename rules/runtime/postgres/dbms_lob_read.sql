-- name: dbms_lob_read
-- signature: dbms_lob_read(text, numeric, numeric, text) returns procedure
-- signature: dbms_lob_read(bytea, numeric, numeric, bytea) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_LOB.READ
-- why: amount comes back as what was read; reading behind the end raises NO_DATA_FOUND
-- needs: raise_ora
-- example: CALL sct.dbms_lob_read('abcdef'::text, 4, 4, NULL::text) => 3|def
-- example: CALL sct.dbms_lob_read('abc'::text, 1, 4, NULL::text) => ERROR P0002: ORA-01403: no data found
CREATE OR REPLACE PROCEDURE sct.dbms_lob_read(lob text, INOUT amount numeric, start numeric, INOUT buffer text)
LANGUAGE plpgsql AS $$
BEGIN
  buffer := pg_catalog.substr(lob, trunc(start)::integer, trunc(amount)::integer);
  amount := pg_catalog.length(buffer);
  IF amount = 0 THEN
    PERFORM sct.raise_ora('P0002', 'ORA-01403: no data found', start::text);
  END IF;
END
$$;
CREATE OR REPLACE PROCEDURE sct.dbms_lob_read(lob bytea, INOUT amount numeric, start numeric, INOUT buffer bytea)
LANGUAGE plpgsql AS $$
BEGIN
  buffer := pg_catalog.substr(lob, trunc(start)::integer, trunc(amount)::integer);
  amount := octet_length(buffer);
  IF amount = 0 THEN
    PERFORM sct.raise_ora('P0002', 'ORA-01403: no data found', start::text);
  END IF;
END
$$;
