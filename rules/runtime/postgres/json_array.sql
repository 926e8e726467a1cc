-- name: json_array
-- signature: json_array(boolean, text[]) returns text
-- source: Oracle Database SQL Language Reference, JSON_ARRAY
-- why: native json_build_array writes blanks and keeps NULLs; the values come as JSON text (json_text)
-- example: sct.json_array(true, '1', NULL, '"x"') => [1,"x"]
-- example: sct.json_array(false, '1', NULL) => [1,null]
CREATE OR REPLACE FUNCTION sct.json_array(absent boolean, VARIADIC items text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT '[' || coalesce(string_agg(coalesce(x, 'null'), ',' ORDER BY i), '') || ']'
  FROM unnest(items) WITH ORDINALITY AS u(x, i)
 WHERE NOT absent OR x IS NOT NULL
$$;
