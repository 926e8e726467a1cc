-- name: json_plain
-- signature: json_plain(text) returns text
-- source: Oracle Database SQL Language Reference, JSON_SERIALIZE (NULL ON ERROR)
-- why: a document without blanks, members in their order; NULL for what is none
-- needs: json_compact
-- example: sct.json_plain('{"b" : [1, 2], "a":null}') => {"b":[1,2],"a":null}
-- example: sct.json_plain('nope') => <NULL>
-- example: sct.json_plain('') => <NULL>
CREATE OR REPLACE FUNCTION sct.json_plain(doc text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL UNSAFE AS $$
BEGIN
  RETURN sct.json_compact(nullif(doc, '')::json);
EXCEPTION
  WHEN data_exception THEN
    RETURN NULL;
END
$$;
