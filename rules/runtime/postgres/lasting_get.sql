-- name: lasting_get
-- signature: lasting_get(text) returns text
-- source: Oracle Database SQL*Plus User's Guide and Reference, About Using Bind Variables
-- why: the value kept by lasting_set; NULL when it is NULL or was never set
-- example: sct.lasting_get('sct_example.unset') => <NULL>
-- example: sct.lasting_set('sct_example.b', 'grüß''e') || sct.lasting_get('sct_example.b') => grüß'egrüß'e
CREATE OR REPLACE FUNCTION sct.lasting_get(key text) RETURNS text
LANGUAGE sql VOLATILE PARALLEL UNSAFE AS $$
SELECT convert_from(decode(substring(p.statement from $re$ SELECT 'v([0-9a-f]*)'::text$re$), 'hex'), 'UTF8')
FROM pg_catalog.pg_prepared_statements AS p WHERE p.name = 'sct ' || key
$$;
