-- name: rawtohex
-- signature: rawtohex(bytea) returns text
-- source: Oracle Database SQL Language Reference, RAWTOHEX
-- why: capitals without \x; also what RAW becomes as VARCHAR2
-- example: sct.rawtohex('\x7dff') => 7DFF
-- example: sct.rawtohex('') => <NULL>
CREATE OR REPLACE FUNCTION sct.rawtohex(b bytea) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT nullif(upper(encode(b, 'hex')), '')
$$;
