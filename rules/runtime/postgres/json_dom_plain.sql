-- name: json_dom_plain
-- signature: json_dom_plain(json) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, JSON Data Structures (to_String)
-- why: no blanks, members in their order, texts without needless escapes; which of two members of one name counts is not documented
-- example: sct.json_dom_plain('{ "b" : 1.5, "a": [ true, "caf\u00e9", null ] }') => {"b":1.5,"a":[true,"café",null]}
-- example: sct.json_dom_plain(' [ ] ') => []
-- example: sct.json_dom_plain('{"a":1,"a":2}') => ERROR 0A000: a JSON object with two members of one name
CREATE OR REPLACE FUNCTION sct.json_dom_plain(j json) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  CASE json_typeof(j)
    WHEN 'object' THEN
      IF (SELECT count(*) > count(DISTINCT k) FROM json_object_keys(j) AS o(k)) THEN
        RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = 'a JSON object with two members of one name';
      END IF;
      RETURN '{' || coalesce((SELECT string_agg(to_json(e.key)::text || ':' || sct.json_dom_plain(e.value), ',' ORDER BY e.n)
        FROM json_each(j) WITH ORDINALITY AS e(key, value, n)), '') || '}';
    WHEN 'array' THEN
      RETURN '[' || coalesce((SELECT string_agg(sct.json_dom_plain(e.value), ',' ORDER BY e.n)
        FROM json_array_elements(j) WITH ORDINALITY AS e(value, n)), '') || ']';
    WHEN 'string' THEN
      RETURN to_json(j #>> '{}')::text;
    ELSE
      RETURN pg_catalog.btrim(j::text, E' \t\r\n');
  END CASE;
END
$$;
