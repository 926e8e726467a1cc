-- name: utl_raw_cast_to_binary_integer
-- signature: utl_raw_cast_to_binary_integer(bytea) returns numeric
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_RAW.CAST_TO_BINARY_INTEGER
-- why: up to four bytes, big endian; fewer than four are padded with zeros on the left
-- needs: raise_ora
-- example: sct.utl_raw_cast_to_binary_integer('\x0102') => 258
-- example: sct.utl_raw_cast_to_binary_integer('\xffffffff') => -1
-- example: sct.utl_raw_cast_to_binary_integer('\x0102030405') => ERROR 22003
CREATE OR REPLACE FUNCTION sct.utl_raw_cast_to_binary_integer(b bytea) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE
  WHEN octet_length(b) <= 4 THEN ('x' || pg_catalog.lpad(encode(b, 'hex'), 8, '0'))::bit(32)::integer::numeric
  WHEN b IS NOT NULL THEN sct.raise_ora('22003', 'ORA-06502: PL/SQL: numeric or value error', b::text)::numeric
END
$$;
