-- name: dbms_lob_convert
-- signature: dbms_lob_convert(bytea, text, numeric, numeric, numeric, numeric, numeric, numeric) returns procedure
-- signature: dbms_lob_convert(text, bytea, numeric, numeric, numeric, numeric, numeric, numeric) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_LOB.CONVERTTOBLOB, CONVERTTOCLOB
-- why: a CLOB written into a BLOB in a character set by its number, and back; the offsets come back as where the next one begins
-- needs: bytes_to_text, raise_ora, text_to_bytes
-- example: CALL sct.dbms_lob_convert('\x00'::bytea, 'aé'::text, 18446744073709551615, 2, 1, 0, 0, NULL) => b'\x00a\xc3\xa9'|5|3|0|0
-- example: CALL sct.dbms_lob_convert('xyz'::text, '\x61c3a9'::bytea, 18446744073709551615, 1, 1, 873, 0, NULL) => aéz|3|4|0|0
-- example: CALL sct.dbms_lob_convert('x'::text, '\xe9'::bytea, 1, 2, 1, 31, 0, NULL) => xé|3|2|0|0
CREATE OR REPLACE PROCEDURE sct.dbms_lob_convert(INOUT dest bytea, src text, amount numeric, INOUT dest_offset numeric, INOUT src_offset numeric,
  csid numeric, INOUT context numeric, INOUT warning numeric)
LANGUAGE plpgsql AS $$
DECLARE
  part CONSTANT text := pg_catalog.substr(src, src_offset::integer, least(amount, pg_catalog.length(src))::integer);
  made CONSTANT bytea := coalesce(sct.text_to_bytes(part, trunc(csid)::text), '');
  at CONSTANT integer := dest_offset;
BEGIN
  IF amount IS NULL OR amount < 1 OR dest_offset IS NULL OR dest_offset < 1 OR src_offset IS NULL OR src_offset < 1 THEN
    PERFORM sct.raise_ora('22003', 'ORA-21560: argument 3 is null, invalid, or out of range', amount::text);
  END IF;
  dest := pg_catalog.substr(coalesce(dest, ''), 1, at - 1) || decode(repeat('00', greatest(at - 1 - octet_length(dest), 0)), 'hex')
    || made || pg_catalog.substr(coalesce(dest, ''), at + octet_length(made));
  dest_offset := at + octet_length(made);
  src_offset := src_offset + pg_catalog.length(part);
  warning := 0;
END
$$;
CREATE OR REPLACE PROCEDURE sct.dbms_lob_convert(INOUT dest text, src bytea, amount numeric, INOUT dest_offset numeric, INOUT src_offset numeric,
  csid numeric, INOUT context numeric, INOUT warning numeric)
LANGUAGE plpgsql AS $$
DECLARE
  part CONSTANT bytea := pg_catalog.substr(src, src_offset::integer, least(amount, octet_length(src))::integer);
  made CONSTANT text := coalesce(sct.bytes_to_text(part, trunc(csid)::text), '');
  at CONSTANT integer := dest_offset;
BEGIN
  IF amount IS NULL OR amount < 1 OR dest_offset IS NULL OR dest_offset < 1 OR src_offset IS NULL OR src_offset < 1 THEN
    PERFORM sct.raise_ora('22003', 'ORA-21560: argument 3 is null, invalid, or out of range', amount::text);
  END IF;
  dest := pg_catalog.rpad(pg_catalog.left(coalesce(dest, ''), at - 1), at - 1) || made
    || pg_catalog.substr(coalesce(dest, ''), at + pg_catalog.length(made));
  dest_offset := at + pg_catalog.length(made);
  src_offset := src_offset + octet_length(part);
  warning := 0;
END
$$;
