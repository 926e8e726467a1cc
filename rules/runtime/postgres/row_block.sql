-- name: row_block
-- signature: row_block(tid) returns numeric
-- signature: row_block(text) returns numeric
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_ROWID.ROWID_BLOCK_NUMBER
-- why: the block in a row's address
-- example: sct.row_block('(3,7)'::tid) => 3
-- example: sct.row_block('(3,7)'::text) => 3
-- example: sct.row_block(NULL::tid) => <NULL>
CREATE OR REPLACE FUNCTION sct.row_block(address tid) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT pg_catalog.btrim(split_part(address::text, ',', 1), '(')::numeric $$;
CREATE OR REPLACE FUNCTION sct.row_block(address text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT pg_catalog.btrim(split_part(address, ',', 1), '(')::numeric $$;
