-- name: json_dom_part
-- signature: json_dom_part(numeric, text) returns text
-- signature: json_dom_part(numeric) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, JSON Data Structures (get)
-- why: a member or element of a value in the session's memory as JSON text; without a name the scalar itself
-- needs: json_dom_node, json_dom_place, json_dom_text
-- example: sct.json_dom_part(sct.json_dom_new('{o,a,1}'), 'a') => 1
-- example: sct.json_dom_part(sct.json_dom_new('{o,a,1}'), 'x') => <NULL>
-- example: sct.json_dom_part(sct.json_dom_new('{s,5}')) => 5
CREATE OR REPLACE FUNCTION sct.json_dom_part(id numeric, key text) RETURNS text
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE AS $$
DECLARE
  node CONSTANT text[] := sct.json_dom_node(id);
  part CONSTANT text := node[sct.json_dom_place(node, key)];
BEGIN
  RETURN CASE WHEN part LIKE '#%' THEN sct.json_dom_text(pg_catalog.substr(part, 2)::numeric) ELSE part END;
END
$$;
CREATE OR REPLACE FUNCTION sct.json_dom_part(id numeric) RETURNS text
LANGUAGE sql VOLATILE PARALLEL UNSAFE AS $$
SELECT sct.json_dom_text(id)
$$;
