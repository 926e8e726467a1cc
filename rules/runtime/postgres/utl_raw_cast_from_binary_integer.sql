-- name: utl_raw_cast_from_binary_integer
-- signature: utl_raw_cast_from_binary_integer(numeric) returns bytea
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_RAW.CAST_FROM_BINARY_INTEGER
-- why: four bytes, big endian
-- example: sct.utl_raw_cast_from_binary_integer(258) => \x00000102
-- example: sct.utl_raw_cast_from_binary_integer(-1) => \xffffffff
CREATE OR REPLACE FUNCTION sct.utl_raw_cast_from_binary_integer(n numeric) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT int4send(trunc(n)::integer)
$$;
