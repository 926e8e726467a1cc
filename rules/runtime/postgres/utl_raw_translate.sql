-- name: utl_raw_translate
-- signature: utl_raw_translate(bytea, bytea, bytea) returns bytea
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_RAW.TRANSLATE
-- why: every byte of one set becomes the byte at its place in the other, nothing where there is none
-- example: encode(sct.utl_raw_translate('\x0102030401', '\x0103', '\xaa'), 'hex') => aa0204aa
-- example: sct.utl_raw_translate('\x01', '\x01', '') => <NULL>
CREATE OR REPLACE FUNCTION sct.utl_raw_translate(r bytea, from_set bytea, to_set bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT nullif(string_agg(CASE WHEN at = 0 THEN one ELSE pg_catalog.substr(coalesce(to_set, ''), at, 1) END, '' ORDER BY n), '')
FROM (SELECT n, pg_catalog.substr(r, n, 1) AS one, position(pg_catalog.substr(r, n, 1) IN from_set) AS at
      FROM generate_series(1, octet_length(r)) AS n) AS bytes
$$;
