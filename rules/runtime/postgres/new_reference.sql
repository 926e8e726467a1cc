-- name: new_reference
-- signature: new_reference(text) returns text
-- source: Oracle Database Object-Relational Developer's Guide, System-Generated Object Identifiers
-- why: every row object has an identity of its own, 16 bytes that no other object ever has
-- example: sct.new_reference('people') ~ '^people:[0-9A-F]{32}$' => true
-- example: sct.new_reference('people') = sct.new_reference('people') => false
CREATE OR REPLACE FUNCTION sct.new_reference(relation text) RETURNS text
LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
  SELECT relation || ':' || upper(replace(gen_random_uuid()::text, '-', ''))
$$;
