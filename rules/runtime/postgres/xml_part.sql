-- name: xml_part
-- signature: xml_part(xml, text) returns xml
-- source: Oracle Database SQL Language Reference, XMLQUERY and EXTRACT (XML)
-- why: native xpath gives an array; what it finds, one after the other, NULL when it finds nothing (no namespaces). Natively a fragment of several elements is an error
-- example: sct.xml_part('<a><b>1</b><b>2</b></a>', '/a/b') => <b>1</b><b>2</b>
-- example: sct.xml_part('<a><b>1</b></a>', '/a/b/text()') => 1
-- example: sct.xml_part('<a/>', '/a/b') => <NULL>
-- example: sct.xml_part('<a>1</a><a>2</a>', '//text()') => 12
-- example: sct.xml_part('<a>1</a><b>2</b>', '/b') => <b>2</b>
CREATE OR REPLACE FUNCTION sct.xml_part(doc xml, path text) RETURNS xml
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT xmlagg(x ORDER BY i)
  FROM unnest(CASE WHEN doc IS DOCUMENT THEN xpath(path, doc)
                   ELSE xpath('/sct' || CASE WHEN path LIKE '/%' THEN '' ELSE '/' END || path, xmlelement(NAME sct, doc)) END)
       WITH ORDINALITY AS u(x, i)
$$;
