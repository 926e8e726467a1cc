-- name: xml_nodes
-- signature: xml_nodes(xml, text, text) returns xml[]
-- source: Oracle Database SQL Language Reference, EXTRACT (XML)
-- why: what an XPath finds, its names read by the namespaces declared; a fragment of several elements is looked at as one document
-- needs: xml_namespaces, xml_path_prefixed
-- example: sct.xml_nodes('<a xmlns="urn:x"><b>1</b></a>', '/a/b/text()', 'xmlns="urn:x"') => {1}
-- example: sct.xml_nodes('<q:a xmlns:q="urn:x"><q:b/></q:a>', '//t:c', 'xmlns:t="urn:x"') => {}
-- example: sct.xml_nodes(NULL, '/a', 'xmlns="urn:x"') => {}
CREATE OR REPLACE FUNCTION sct.xml_nodes(doc xml, path text, declared text) RETURNS xml[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  spaces CONSTANT text[] := sct.xml_namespaces(declared);
BEGIN
  IF spaces @> ARRAY['sct_default'] THEN
    path := sct.xml_path_prefixed(path);
  END IF;
  IF doc IS DOCUMENT THEN
    RETURN xpath(path, doc, spaces);
  ELSIF doc IS NULL THEN
    RETURN '{}';
  END IF;
  RETURN xpath('/sct' || CASE WHEN path LIKE '/%' THEN '' ELSE '/' END || path, xmlelement(NAME sct, doc), spaces);
END
$$;
