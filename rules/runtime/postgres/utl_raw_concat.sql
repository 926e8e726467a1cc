-- name: utl_raw_concat
-- signature: utl_raw_concat(bytea[]) returns bytea
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_RAW.CONCAT
-- why: NULLs are skipped; an empty result is NULL
-- example: sct.utl_raw_concat('\x01', '\x02', '\x0304') => \x01020304
-- example: sct.utl_raw_concat('\x01', NULL) => \x01
CREATE OR REPLACE FUNCTION sct.utl_raw_concat(VARIADIC parts bytea[]) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT nullif(string_agg(p, ''::bytea ORDER BY n), ''::bytea) FROM unnest(parts) WITH ORDINALITY AS u(p, n)
$$;
