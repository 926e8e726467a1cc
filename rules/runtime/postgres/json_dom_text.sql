-- name: json_dom_text
-- signature: json_dom_text(numeric) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, JSON Data Structures (to_String, stringify)
-- why: a value in the session's memory with all that it refers to as JSON text without blanks
-- needs: json_dom_node
-- example: sct.json_dom_text(sct.json_dom_new(ARRAY['o', 'a', '1', 'b', '#' || sct.json_dom_new('{a,true}')])) => {"a":1,"b":[true]}
-- example: sct.json_dom_text(sct.json_dom_new('{o}')) => {}
CREATE OR REPLACE FUNCTION sct.json_dom_text(id numeric) RETURNS text
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE AS $$
DECLARE
  node CONSTANT text[] := sct.json_dom_node(id);
  step CONSTANT integer := CASE node[1] WHEN 'o' THEN 2 ELSE 1 END;
  said text[] := '{}';
  part text;
BEGIN
  IF node[1] = 's' THEN
    RETURN node[2];
  END IF;
  FOR i IN 1 + step .. cardinality(node) BY step LOOP
    part := node[i];
    IF part LIKE '#%' THEN
      part := sct.json_dom_text(pg_catalog.substr(part, 2)::numeric);
    END IF;
    said := said || CASE step WHEN 2 THEN to_json(node[i - 1])::text || ':' || part ELSE part END;
  END LOOP;
  RETURN CASE step WHEN 2 THEN '{' || array_to_string(said, ',') || '}' ELSE '[' || array_to_string(said, ',') || ']' END;
END
$$;
