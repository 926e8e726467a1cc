-- name: json_same
-- signature: json_same(text, text) returns boolean
-- source: Oracle Database SQL Language Reference, JSON_EQUAL Condition (FALSE ON ERROR, the default)
-- why: the order of members does not count, that of elements does; what is no document is equal to none
-- example: sct.json_same('{"a":1, "b":[1,2]}', '{"b":[1,2],"a":1}') => true
-- example: sct.json_same('[1,2]', '[2,1]') => false
-- example: sct.json_same('nope', 'nope') => false
-- example: sct.json_same(NULL, '{}') => false
CREATE OR REPLACE FUNCTION sct.json_same(a text, b text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL UNSAFE AS $$
BEGIN
  RETURN coalesce(nullif(a, '')::jsonb = nullif(b, '')::jsonb, false);
EXCEPTION
  WHEN data_exception THEN
    RETURN false;  -- FALSE ON ERROR
END
$$;
