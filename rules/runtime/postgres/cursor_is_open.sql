-- name: cursor_is_open
-- signature: cursor_is_open(refcursor) returns boolean
-- source: Oracle Database PL/SQL Language Reference, Named Cursor Attribute, %ISOPEN
-- why: whether a cursor of that name is open in this session; a cursor variable that is NULL is not
-- example: sct.cursor_is_open(NULL) => false
-- example: sct.cursor_is_open('no such cursor') => false
CREATE OR REPLACE FUNCTION sct.cursor_is_open(cursor_name refcursor) RETURNS boolean
LANGUAGE sql STABLE PARALLEL UNSAFE
AS $$ SELECT EXISTS (SELECT FROM pg_catalog.pg_cursors WHERE name = cursor_name::text) $$;
