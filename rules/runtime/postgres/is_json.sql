-- name: is_json
-- signature: is_json(text) returns boolean
-- source: Oracle Database SQL Language Reference, IS JSON Condition
-- why: native only from PostgreSQL 16 on; strict JSON syntax (Oracle's default is lax: unquoted names are well-formed there); an object or array, as before Oracle 21c
-- example: sct.is_json('{"a":1}') => true
-- example: sct.is_json('{a:1}') => false
-- example: sct.is_json('') => <NULL>
-- example: sct.is_json('5') => false
CREATE OR REPLACE FUNCTION sct.is_json(doc text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL UNSAFE AS $$
BEGIN
  RETURN json_typeof(nullif(doc, '')::json) IN ('object', 'array');
EXCEPTION
  WHEN data_exception THEN
    RETURN false;
END
$$;
