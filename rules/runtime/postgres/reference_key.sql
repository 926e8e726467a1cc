-- name: reference_key
-- signature: reference_key(numeric) returns text
-- signature: reference_key(text) returns text
-- source: Oracle Database SQL Language Reference, MAKE_REF
-- why: equal values of a key make equal references, so that 7 and 7.00 are one text
-- example: sct.reference_key(7.00) => 7
-- example: sct.reference_key('a b') => a b
-- example: sct.reference_key(NULL::numeric) => <NULL>
CREATE OR REPLACE FUNCTION sct.reference_key(key numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT trim_scale(key)::text
$$;
CREATE OR REPLACE FUNCTION sct.reference_key(key text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT nullif(key, '')
$$;
