-- name: utl_raw_cast_to_raw
-- signature: utl_raw_cast_to_raw(text) returns bytea
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_RAW.CAST_TO_RAW
-- why: the text's bytes in UTF-8 (database character set AL32UTF8)
-- example: sct.utl_raw_cast_to_raw('abc') => \x616263
-- example: sct.utl_raw_cast_to_raw('é') => \xc3a9
-- example: sct.utl_raw_cast_to_raw('') => <NULL>
CREATE OR REPLACE FUNCTION sct.utl_raw_cast_to_raw(s text) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT convert_to(nullif(s, ''), 'UTF8')
$$;
