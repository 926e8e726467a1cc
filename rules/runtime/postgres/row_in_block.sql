-- name: row_in_block
-- signature: row_in_block(tid) returns numeric
-- signature: row_in_block(text) returns numeric
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_ROWID.ROWID_ROW_NUMBER
-- why: the place in its block in a row's address, counted from 0
-- example: sct.row_in_block('(3,7)'::tid) => 6
-- example: sct.row_in_block('(3,7)'::text) => 6
CREATE OR REPLACE FUNCTION sct.row_in_block(address tid) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT pg_catalog.btrim(split_part(address::text, ',', 2), ')')::numeric - 1 $$;
CREATE OR REPLACE FUNCTION sct.row_in_block(address text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT pg_catalog.btrim(split_part(address, ',', 2), ')')::numeric - 1 $$;
