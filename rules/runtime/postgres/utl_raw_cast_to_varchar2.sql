-- name: utl_raw_cast_to_varchar2
-- signature: utl_raw_cast_to_varchar2(bytea) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_RAW.CAST_TO_VARCHAR2
-- why: the bytes read as UTF-8; bytes that are no UTF-8 are an error (Oracle passes them through)
-- example: sct.utl_raw_cast_to_varchar2('\x616263') => abc
-- example: sct.utl_raw_cast_to_varchar2('') => <NULL>
-- example: sct.utl_raw_cast_to_varchar2('\xff') => ERROR 22021
CREATE OR REPLACE FUNCTION sct.utl_raw_cast_to_varchar2(b bytea) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT nullif(convert_from(b, 'UTF8'), '')
$$;
