-- name: utl_raw_copies
-- signature: utl_raw_copies(bytea, numeric) returns bytea
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_RAW.COPIES
-- why: no native repeat for bytea
-- example: sct.utl_raw_copies('\x0102', 2) => \x01020102
CREATE OR REPLACE FUNCTION sct.utl_raw_copies(b bytea, n numeric) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT decode(repeat(encode(b, 'hex'), trunc(n)::integer), 'hex')
$$;
