-- name: json_object
-- signature: json_object(boolean, text[]) returns text
-- source: Oracle Database SQL Language Reference, JSON_OBJECT
-- why: native json_build_object writes blanks and cannot leave NULLs out; the values come as JSON text (json_text)
-- example: sct.json_object(false, 'a', '1', 'b', NULL) => {"a":1,"b":null}
-- example: sct.json_object(true, 'a', '1', 'b', NULL) => {"a":1}
-- example: sct.json_object(true, 'b', NULL) => {}
CREATE OR REPLACE FUNCTION sct.json_object(absent boolean, VARIADIC pairs text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT '{' || coalesce(string_agg(to_jsonb(pairs[i])::text || ':' || coalesce(pairs[i + 1], 'null'), ',' ORDER BY i), '') || '}'
  FROM generate_series(1, cardinality(pairs), 2) AS g(i)
 WHERE NOT absent OR pairs[i + 1] IS NOT NULL
$$;
