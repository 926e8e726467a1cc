-- name: json_compact
-- signature: json_compact(json) returns text
-- source: Oracle Database SQL Language Reference, JSON_QUERY (result without PRETTY)
-- why: no blanks between the parts, members in their order (jsonb's text has blanks and another order)
-- example: sct.json_compact('{ "b" : 1.50, "a": [1, "x y", null] }') => {"b":1.50,"a":[1,"x y",null]}
-- example: sct.json_compact('{}') => {}
-- example: sct.json_compact(' [ ] ') => []
CREATE OR REPLACE FUNCTION sct.json_compact(j json) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  CASE json_typeof(j)
    WHEN 'object' THEN
      RETURN '{' || coalesce((SELECT string_agg(to_json(e.key)::text || ':' || sct.json_compact(e.value), ',' ORDER BY e.n)
        FROM json_each(j) WITH ORDINALITY AS e(key, value, n)), '') || '}';
    WHEN 'array' THEN
      RETURN '[' || coalesce((SELECT string_agg(sct.json_compact(e.value), ',' ORDER BY e.n)
        FROM json_array_elements(j) WITH ORDINALITY AS e(value, n)), '') || ']';
    ELSE
      RETURN pg_catalog.btrim(j::text, E' \t\r\n');
  END CASE;
END
$$;
