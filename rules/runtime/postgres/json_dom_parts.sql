-- name: json_dom_parts
-- signature: json_dom_parts(text) returns text[]
-- source: Oracle Database PL/SQL Packages and Types Reference, JSON Data Structures (parse)
-- why: a document as its kind and its parts, each as JSON text: o and names with values, a and values, s and a scalar
-- needs: json_dom_plain, ora_sqlstate
-- example: sct.json_dom_parts('{"a":1,"b":{"c":[2]}}') => {o,a,1,b,"{\"c\":[2]}"}
-- example: sct.json_dom_parts('[]') => {a}
-- example: sct.json_dom_parts('"x"') => {s,"\"x\""}
-- example: sct.json_dom_parts('{"a":') => ERROR O0V7D: ORA-40441: JSON syntax error
CREATE OR REPLACE FUNCTION sct.json_dom_parts(doc text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL UNSAFE AS $$
DECLARE
  j json;
BEGIN
  BEGIN
    j := nullif(doc, '')::json;
  EXCEPTION
    WHEN data_exception THEN
      RAISE EXCEPTION USING ERRCODE = sct.ora_sqlstate(-40441), MESSAGE = 'ORA-40441: JSON syntax error';
  END;
  IF j IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = sct.ora_sqlstate(-40441), MESSAGE = 'ORA-40441: JSON syntax error';
  END IF;
  j := sct.json_dom_plain(j)::json;
  CASE json_typeof(j)
    WHEN 'object' THEN
      RETURN 'o'::text || coalesce((SELECT array_agg(p.part ORDER BY e.n, p.i)
        FROM json_each(j) WITH ORDINALITY AS e(key, value, n), LATERAL (VALUES (1, e.key), (2, e.value::text)) AS p(i, part)), '{}');
    WHEN 'array' THEN
      RETURN 'a'::text || coalesce((SELECT array_agg(e.value::text ORDER BY e.n)
        FROM json_array_elements(j) WITH ORDINALITY AS e(value, n)), '{}');
    ELSE
      RETURN ARRAY['s', j::text];
  END CASE;
END
$$;
