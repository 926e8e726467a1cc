-- name: sys_guid
-- signature: sys_guid() returns bytea
-- source: Oracle Database SQL Language Reference, SYS_GUID
-- why: 16 random bytes as RAW; gen_random_uuid is in PostgreSQL itself
-- example: octet_length(sct.sys_guid()) => 16
-- example: sct.sys_guid() <> sct.sys_guid() => true
CREATE OR REPLACE FUNCTION sct.sys_guid() RETURNS bytea
LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
SELECT uuid_send(gen_random_uuid())
$$;
