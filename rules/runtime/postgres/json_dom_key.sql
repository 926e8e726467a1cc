-- name: json_dom_key
-- signature: json_dom_key(numeric, numeric) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, JSON Data Structures (get_Keys)
-- why: the name of an object's n-th member
-- needs: json_dom_node
-- example: sct.json_dom_key(sct.json_dom_new('{o,a,1,b,2}'), 2) => b
-- example: sct.json_dom_key(sct.json_dom_new('{o}'), 1) => <NULL>
CREATE OR REPLACE FUNCTION sct.json_dom_key(id numeric, n numeric) RETURNS text
LANGUAGE sql VOLATILE PARALLEL UNSAFE AS $$
SELECT o.node[2 * n::integer] FROM sct.json_dom_node(id) AS o(node)
$$;
