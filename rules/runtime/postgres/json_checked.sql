-- name: json_checked
-- signature: json_checked(text) returns json
-- source: Oracle Database SQL Language Reference, JSON_TABLE (ERROR ON ERROR), JSON_SERIALIZE
-- why: a text as a document; NULL stays NULL, what is none is ORA-40441
-- example: sct.json_checked('{"a":1}') => {"a":1}
-- example: sct.json_checked('') => <NULL>
-- example: sct.json_checked('nope') => ERROR 22032: ORA-40441: JSON syntax error
CREATE OR REPLACE FUNCTION sct.json_checked(doc text) RETURNS json
LANGUAGE plpgsql IMMUTABLE PARALLEL UNSAFE AS $$
BEGIN
  RETURN nullif(doc, '')::json;
EXCEPTION
  WHEN data_exception THEN
    RAISE EXCEPTION USING ERRCODE = '22032', MESSAGE = 'ORA-40441: JSON syntax error', DETAIL = 'value: ' || doc;
END
$$;
