-- name: reference_keys
-- signature: reference_keys(text) returns text[]
-- source: Oracle Database SQL Language Reference, MAKE_REF
-- why: the key that a reference was made of
-- example: sct.reference_keys('cust_v:{"a b",1}') => {"a b",1}
-- example: sct.reference_keys(NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.reference_keys(reference text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT substr(reference, strpos(reference, ':') + 1)::text[]
$$;
