-- name: utl_raw_length
-- signature: utl_raw_length(bytea) returns numeric
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_RAW.LENGTH
-- why: an empty RAW is NULL
-- example: sct.utl_raw_length('\x0102') => 2
-- example: sct.utl_raw_length('') => <NULL>
CREATE OR REPLACE FUNCTION sct.utl_raw_length(b bytea) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT nullif(octet_length(b), 0)::numeric
$$;
