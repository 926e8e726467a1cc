-- name: json_distinct
-- signature: json_distinct(text) returns boolean
-- source: Oracle Database SQL Language Reference, IS JSON Condition (WITH UNIQUE KEYS)
-- why: whether no object of a document has two members of one name; false for what is none
-- example: sct.json_distinct('{"a":1,"b":{"a":2}}') => true
-- example: sct.json_distinct('{"a":1,"a":2}') => false
-- example: sct.json_distinct('[{"b":{"a":1,"a":2}}]') => false
-- example: sct.json_distinct('nope') => false
-- example: sct.json_distinct('') => <NULL>
CREATE OR REPLACE FUNCTION sct.json_distinct(doc text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL UNSAFE AS $$
DECLARE
  parsed json;
BEGIN
  parsed := nullif(doc, '')::json;
  CASE json_typeof(parsed)
    WHEN 'object' THEN
      RETURN NOT EXISTS (SELECT FROM json_each(parsed) AS e GROUP BY e.key HAVING count(*) > 1)
         AND NOT EXISTS (SELECT FROM json_each(parsed) AS e WHERE NOT sct.json_distinct(e.value::text));
    WHEN 'array' THEN
      RETURN NOT EXISTS (SELECT FROM json_array_elements(parsed) AS e(value) WHERE NOT sct.json_distinct(e.value::text));
    ELSE
      RETURN CASE WHEN parsed IS NOT NULL THEN true END;
  END CASE;
EXCEPTION
  WHEN data_exception THEN
    RETURN false;
END
$$;
