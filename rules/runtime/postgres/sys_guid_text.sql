-- name: sys_guid_text
-- signature: sys_guid_text() returns text
-- source: Oracle Database SQL Language Reference, SYS_GUID, converted to VARCHAR2 (RAWTOHEX)
-- why: 32 hexadecimal capitals
-- example: sct.sys_guid_text() ~ '^[0-9A-F]{32}$' => true
CREATE OR REPLACE FUNCTION sct.sys_guid_text() RETURNS text
LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
SELECT upper(encode(uuid_send(gen_random_uuid()), 'hex'))
$$;
