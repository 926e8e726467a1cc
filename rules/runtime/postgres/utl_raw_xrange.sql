-- name: utl_raw_xrange
-- signature: utl_raw_xrange(bytea, bytea) returns bytea
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_RAW.XRANGE
-- why: all bytes from one to another, over FF to 00 when the first is greater; 00 and FF where they are left out
-- example: encode(sct.utl_raw_xrange('\x01', '\x05'), 'hex') => 0102030405
-- example: encode(sct.utl_raw_xrange('\xfe', '\x01'), 'hex') => feff0001
-- example: octet_length(sct.utl_raw_xrange()) => 256
CREATE OR REPLACE FUNCTION sct.utl_raw_xrange(first bytea DEFAULT NULL, last bytea DEFAULT NULL) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT string_agg(decode(pg_catalog.lpad(to_hex(n & 255), 2, '0'), 'hex'), '' ORDER BY n)
FROM (SELECT get_byte(coalesce(nullif(first, ''), '\x00'), 0) AS low, get_byte(coalesce(nullif(last, ''), '\xff'), 0) AS high) AS ends,
     generate_series(low, CASE WHEN high < low THEN high + 256 ELSE high END) AS n
$$;
