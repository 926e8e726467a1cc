-- name: dbms_lob_substr
-- signature: dbms_lob_substr(text, numeric, numeric) returns text
-- signature: dbms_lob_substr(bytea, numeric, numeric) returns bytea
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_LOB.SUBSTR
-- why: amount before offset; NULL when either is below 1 or the offset is behind the end
-- example: sct.dbms_lob_substr('abcdef'::text, 3, 2) => bcd
-- example: sct.dbms_lob_substr('abc'::text) => abc
-- example: sct.dbms_lob_substr('abc'::text, 2, 0) => <NULL>
-- example: sct.dbms_lob_substr('abc'::text, 0, 1) => <NULL>
-- example: sct.dbms_lob_substr('abc'::text, 5, 4) => <NULL>
-- example: sct.dbms_lob_substr('\x010203'::bytea, 2, 2) => \x0203
CREATE OR REPLACE FUNCTION sct.dbms_lob_substr(lob text, amount numeric DEFAULT 32767, start numeric DEFAULT 1) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN amount >= 1 AND start >= 1
            THEN nullif(pg_catalog.substr(lob, trunc(start)::integer, trunc(amount)::integer), '') END
$$;
CREATE OR REPLACE FUNCTION sct.dbms_lob_substr(lob bytea, amount numeric DEFAULT 32767, start numeric DEFAULT 1) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN amount >= 1 AND start >= 1 AND start <= octet_length(lob)
            THEN pg_catalog.substr(lob, trunc(start)::integer, trunc(amount)::integer) END
$$;
