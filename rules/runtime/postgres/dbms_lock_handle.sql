-- name: dbms_lock_handle
-- signature: dbms_lock_handle(text) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_LOCK.ALLOCATE_UNIQUE
-- why: the same handle for the same name in every session of the database: 1073741824 and more, from the name's digest
-- example: sct.dbms_lock_handle('a') = sct.dbms_lock_handle('a') => true
-- example: sct.dbms_lock_handle('a') <> sct.dbms_lock_handle('A') => true
-- example: sct.dbms_lock_handle('a')::numeric BETWEEN 1073741824 AND 1999999999 => true
CREATE OR REPLACE FUNCTION sct.dbms_lock_handle(lockname text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT (1073741824 + ('x' || pg_catalog.left(md5(lockname), 12))::bit(48)::bigint % 926258176)::text $$;
