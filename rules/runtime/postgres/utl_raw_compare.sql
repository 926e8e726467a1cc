-- name: utl_raw_compare
-- signature: utl_raw_compare(bytea, bytea, bytea) returns numeric
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_RAW.COMPARE
-- why: 0 when equal, else the position of the first byte that differs; the shorter one is filled with the pad byte (zero)
-- example: sct.utl_raw_compare('\x0102', '\x0102', NULL) => 0
-- example: sct.utl_raw_compare('\x0102', '\x0103', NULL) => 2
-- example: sct.utl_raw_compare('\x01', '\x0100', NULL) => 0
-- example: sct.utl_raw_compare('\x01', '\x0100', '\x20') => 2
-- example: sct.utl_raw_compare(NULL, NULL, NULL) => 0
CREATE OR REPLACE FUNCTION sct.utl_raw_compare(r1 bytea, r2 bytea, pad bytea DEFAULT NULL) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  one bytea := coalesce(r1, '');
  two bytea := coalesce(r2, '');
  filler int := get_byte(coalesce(nullif(pad, ''), '\x00'), 0);
BEGIN
  FOR at IN 0..greatest(octet_length(one), octet_length(two)) - 1 LOOP
    IF (CASE WHEN at < octet_length(one) THEN get_byte(one, at) ELSE filler END)
       <> (CASE WHEN at < octet_length(two) THEN get_byte(two, at) ELSE filler END) THEN
      RETURN at + 1;
    END IF;
  END LOOP;
  RETURN 0;
END
$$;
