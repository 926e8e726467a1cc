-- name: dbms_lob_getlength
-- signature: dbms_lob_getlength(text) returns numeric
-- signature: dbms_lob_getlength(bytea) returns numeric
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_LOB.GETLENGTH
-- why: characters of a CLOB (held as text), bytes of a BLOB (held as bytea); an empty LOB has length 0
-- example: sct.dbms_lob_getlength('abc'::text) => 3
-- example: sct.dbms_lob_getlength(''::text) => 0
-- example: sct.dbms_lob_getlength('\x0102'::bytea) => 2
-- example: sct.dbms_lob_getlength(NULL::text) => <NULL>
CREATE OR REPLACE FUNCTION sct.dbms_lob_getlength(lob text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT pg_catalog.length(lob)::numeric
$$;
CREATE OR REPLACE FUNCTION sct.dbms_lob_getlength(lob bytea) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT octet_length(lob)::numeric
$$;
