-- name: nchr
-- signature: nchr(numeric) returns text
-- source: Oracle Database SQL Language Reference, NCHR and CHR … USING NCHAR_CS, UNISTR's code units
-- why: the number is a code point
-- example: sct.nchr(233) => é
-- example: sct.nchr(8364) => €
CREATE OR REPLACE FUNCTION sct.nchr(n numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT pg_catalog.chr(trunc(n)::integer)
$$;
