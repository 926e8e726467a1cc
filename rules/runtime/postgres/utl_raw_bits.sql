-- name: utl_raw_bits
-- signature: utl_raw_bits(bytea, bytea, text) returns bytea
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_RAW.BIT_AND, BIT_OR, BIT_XOR
-- why: byte by byte ('and', 'or', 'xor'); what the longer operand has more is copied unchanged
-- example: sct.utl_raw_bits('\xff0f', '\x0f', 'and') => \x0f0f
-- example: sct.utl_raw_bits('\xf0', '\x0f', 'or') => \xff
-- example: sct.utl_raw_bits('\xff', '\x0f', 'xor') => \xf0
-- example: sct.utl_raw_bits(NULL, '\x0f', 'xor') => <NULL>
CREATE OR REPLACE FUNCTION sct.utl_raw_bits(a bytea, b bytea, operation text) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  result bytea := CASE WHEN octet_length(a) >= octet_length(b) THEN a ELSE b END;
  x integer;
  y integer;
BEGIN
  IF a IS NULL OR b IS NULL THEN
    RETURN NULL;
  END IF;
  FOR i IN 0 .. least(octet_length(a), octet_length(b)) - 1 LOOP
    x := get_byte(a, i);
    y := get_byte(b, i);
    result := set_byte(result, i, CASE operation WHEN 'and' THEN x & y WHEN 'or' THEN x | y WHEN 'xor' THEN x # y END);
  END LOOP;
  RETURN result;
END
$$;
