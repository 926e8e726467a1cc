-- name: dbms_lob_compare
-- signature: dbms_lob_compare(text, text, numeric, numeric, numeric) returns numeric
-- signature: dbms_lob_compare(bytea, bytea, numeric, numeric, numeric) returns numeric
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_LOB.COMPARE
-- why: 0 equal, -1 or 1 otherwise, over an amount from two offsets; NULL for arguments out of range
-- example: sct.dbms_lob_compare('abc'::text, 'abc'::text) => 0
-- example: sct.dbms_lob_compare('abc'::text, 'abd'::text) => -1
-- example: sct.dbms_lob_compare('abc'::text, 'xbc'::text, 2, 2, 2) => 0
-- example: sct.dbms_lob_compare('abc'::text, NULL::text) => <NULL>
-- example: sct.dbms_lob_compare('\x02'::bytea, '\x01'::bytea) => 1
CREATE OR REPLACE FUNCTION sct.dbms_lob_compare(a text, b text, amount numeric DEFAULT 2147483647, start_a numeric DEFAULT 1,
  start_b numeric DEFAULT 1) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN amount >= 1 AND start_a >= 1 AND start_b >= 1 THEN (CASE
  WHEN pg_catalog.substr(a, start_a::integer, amount::integer) = pg_catalog.substr(b, start_b::integer, amount::integer) THEN 0
  WHEN pg_catalog.substr(a, start_a::integer, amount::integer) < pg_catalog.substr(b, start_b::integer, amount::integer) COLLATE "C" THEN -1
  WHEN a IS NOT NULL AND b IS NOT NULL THEN 1 END)::numeric END
$$;
CREATE OR REPLACE FUNCTION sct.dbms_lob_compare(a bytea, b bytea, amount numeric DEFAULT 2147483647, start_a numeric DEFAULT 1,
  start_b numeric DEFAULT 1) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN amount >= 1 AND start_a >= 1 AND start_b >= 1 THEN (CASE
  WHEN pg_catalog.substr(a, start_a::integer, amount::integer) = pg_catalog.substr(b, start_b::integer, amount::integer) THEN 0
  WHEN pg_catalog.substr(a, start_a::integer, amount::integer) < pg_catalog.substr(b, start_b::integer, amount::integer) THEN -1
  WHEN a IS NOT NULL AND b IS NOT NULL THEN 1 END)::numeric END
$$;
