-- name: existsnode
-- signature: existsnode(xml, text) returns numeric
-- signature: existsnode(xml, text, text) returns numeric
-- source: Oracle Database SQL Language Reference, EXISTSNODE
-- why: 1 or 0 instead of a boolean ; the third argument declares namespaces
-- needs: xml_nodes
-- example: sct.existsnode('<a><b/></a>', '/a/b') => 1
-- example: sct.existsnode('<a/>', '/a/b') => 0
-- example: sct.existsnode('<a xmlns="urn:x"/>', '/a', 'xmlns="urn:x"') => 1
-- example: sct.existsnode('<a xmlns="urn:x"/>', '/a', 'xmlns="urn:y"') => 0
CREATE OR REPLACE FUNCTION sct.existsnode(doc xml, path text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT xpath_exists(path, doc)::integer::numeric
$$;
CREATE OR REPLACE FUNCTION sct.existsnode(doc xml, path text, declared text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN doc IS NOT NULL THEN (cardinality(sct.xml_nodes(doc, path, declared)) > 0)::integer::numeric END
$$;
