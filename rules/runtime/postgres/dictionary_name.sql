-- name: dictionary_name
-- signature: dictionary_name(name) returns text
-- source: Oracle Database Reference, USER_OBJECTS
-- why: a name as the source's dictionary has it: one that was not quoted in capitals
-- example: sct.dictionary_name('orders') => ORDERS
-- example: sct.dictionary_name('Mixed Case') => Mixed Case
CREATE OR REPLACE FUNCTION sct.dictionary_name(given name) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN given::text = lower(given::text) THEN upper(given::text) ELSE given::text END
$$;
