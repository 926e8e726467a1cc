-- name: json_dom_count
-- signature: json_dom_count(numeric) returns numeric
-- source: Oracle Database PL/SQL Packages and Types Reference, JSON Data Structures (get_Size)
-- why: how many members or elements a value has; a scalar is one
-- needs: json_dom_node
-- example: sct.json_dom_count(sct.json_dom_new('{o,a,1,b,2}')) => 2
-- example: sct.json_dom_count(sct.json_dom_new('{a}')) => 0
-- example: sct.json_dom_count(sct.json_dom_new('{s,5}')) => 1
CREATE OR REPLACE FUNCTION sct.json_dom_count(id numeric) RETURNS numeric
LANGUAGE sql VOLATILE PARALLEL UNSAFE AS $$
SELECT (cardinality(n.node) - 1) / CASE n.node[1] WHEN 'o' THEN 2 ELSE 1 END FROM sct.json_dom_node(id) AS n(node)
$$;
