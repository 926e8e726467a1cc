-- name: dbms_lob_instr
-- signature: dbms_lob_instr(text, text, numeric, numeric) returns numeric
-- signature: dbms_lob_instr(bytea, bytea, numeric, numeric) returns numeric
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_LOB.INSTR
-- why: position of the nth occurrence from an offset, 0 when there is none, NULL for arguments out of range
-- needs: instr
-- example: sct.dbms_lob_instr('abcabc'::text, 'b') => 2
-- example: sct.dbms_lob_instr('abcabc'::text, 'b', 3) => 5
-- example: sct.dbms_lob_instr('abcabc'::text, 'b', 1, 2) => 5
-- example: sct.dbms_lob_instr('abc'::text, 'z') => 0
-- example: sct.dbms_lob_instr(''::text, 'z') => 0
-- example: sct.dbms_lob_instr('abc'::text, 'a', 0) => <NULL>
-- example: sct.dbms_lob_instr('\x01020102'::bytea, '\x02'::bytea, 1, 2) => 4
CREATE OR REPLACE FUNCTION sct.dbms_lob_instr(lob text, pattern text, start numeric DEFAULT 1, nth numeric DEFAULT 1) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN lob = '' AND pattern <> '' AND start >= 1 AND nth >= 1 THEN 0
            WHEN start >= 1 AND nth >= 1 THEN sct.instr(lob, pattern, start, nth) END
$$;
CREATE OR REPLACE FUNCTION sct.dbms_lob_instr(lob bytea, pattern bytea, start numeric DEFAULT 1, nth numeric DEFAULT 1) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  pos integer := trunc(start);
  hit integer;
BEGIN
  IF lob IS NULL OR pattern IS NULL OR octet_length(pattern) = 0 OR start < 1 OR nth < 1 OR start IS NULL OR nth IS NULL THEN
    RETURN NULL;
  END IF;
  FOR i IN 1 .. trunc(nth)::integer LOOP
    hit := position(pattern IN pg_catalog.substr(lob, pos));
    IF hit = 0 THEN
      RETURN 0;
    END IF;
    pos := pos + hit;
  END LOOP;
  RETURN pos - 1;
END
$$;
