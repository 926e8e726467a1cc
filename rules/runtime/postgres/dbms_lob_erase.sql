-- name: dbms_lob_erase
-- signature: dbms_lob_erase(text, numeric, numeric) returns procedure
-- signature: dbms_lob_erase(bytea, numeric, numeric) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_LOB.ERASE
-- why: overwritten with blanks or zero bytes, the length stays; the amount comes back as what was overwritten
-- example: CALL sct.dbms_lob_erase('abcdef'::text, 2, 3) => ab  ef|2
-- example: CALL sct.dbms_lob_erase('abc'::text, 10, 2) => a  |2
-- example: CALL sct.dbms_lob_erase('\x010203'::bytea, 1, 1) => b'\x00\x02\x03'|1
CREATE OR REPLACE PROCEDURE sct.dbms_lob_erase(INOUT lob text, INOUT amount numeric, start numeric DEFAULT 1)
LANGUAGE plpgsql AS $$
BEGIN
  amount := greatest(least(trunc(amount), pg_catalog.length(lob) - trunc(start) + 1), 0);
  lob := pg_catalog.left(lob, start::integer - 1) || repeat(' ', amount::integer) || pg_catalog.substr(lob, start::integer + amount::integer);
END
$$;
CREATE OR REPLACE PROCEDURE sct.dbms_lob_erase(INOUT lob bytea, INOUT amount numeric, start numeric DEFAULT 1)
LANGUAGE plpgsql AS $$
BEGIN
  amount := greatest(least(trunc(amount), octet_length(lob) - trunc(start) + 1), 0);
  lob := pg_catalog.substr(lob, 1, start::integer - 1) || decode(repeat('00', amount::integer), 'hex')
    || pg_catalog.substr(lob, start::integer + amount::integer);
END
$$;
