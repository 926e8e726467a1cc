-- name: existsnode
-- signature: existsnode(xml, text) returns numeric
-- source: Oracle Database SQL Language Reference, EXISTSNODE
-- why: 1 or 0 instead of a boolean (no namespaces)
-- example: sct.existsnode('<a><b/></a>', '/a/b') => 1
-- example: sct.existsnode('<a/>', '/a/b') => 0
CREATE OR REPLACE FUNCTION sct.existsnode(doc xml, path text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT xpath_exists(path, doc)::integer::numeric
$$;
