-- name: dbms_lob_copy
-- signature: dbms_lob_copy(text, text, numeric, numeric, numeric) returns procedure
-- signature: dbms_lob_copy(bytea, bytea, numeric, numeric, numeric) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_LOB.COPY
-- why: overwrites from an offset with part of another LOB; a gap is filled with blanks (CLOB) or zero bytes (BLOB)
-- example: CALL sct.dbms_lob_copy('abcdef'::text, 'XYZ'::text, 2, 3, 2) => abYZef
-- example: CALL sct.dbms_lob_copy(''::text, 'XYZ'::text, 10) => XYZ
CREATE OR REPLACE PROCEDURE sct.dbms_lob_copy(INOUT lob text, source text, amount numeric, dest_start numeric DEFAULT 1, source_start numeric DEFAULT 1)
LANGUAGE plpgsql AS $$
DECLARE
  part CONSTANT text := pg_catalog.substr(source, trunc(source_start)::integer, trunc(amount)::integer);
  p CONSTANT integer := trunc(dest_start);
BEGIN
  lob := pg_catalog.rpad(pg_catalog.left(lob, p - 1), p - 1) || part || pg_catalog.substr(lob, p + pg_catalog.length(part));
END
$$;
CREATE OR REPLACE PROCEDURE sct.dbms_lob_copy(INOUT lob bytea, source bytea, amount numeric, dest_start numeric DEFAULT 1, source_start numeric DEFAULT 1)
LANGUAGE plpgsql AS $$
DECLARE
  part CONSTANT bytea := pg_catalog.substr(source, trunc(source_start)::integer, trunc(amount)::integer);
  p CONSTANT integer := trunc(dest_start);
BEGIN
  lob := pg_catalog.substr(lob, 1, p - 1) || decode(repeat('00', greatest(p - 1 - octet_length(lob), 0)), 'hex')
    || part || pg_catalog.substr(lob, p + octet_length(part));
END
$$;
