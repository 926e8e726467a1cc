-- name: xml_whole
-- signature: xml_whole(xml) returns xml
-- source: Oracle Database SQL Language Reference, XMLTABLE
-- why: what XMLTABLE is given may be several nodes one after the other, natively an error: they are put under one root, sct
-- example: sct.xml_whole('<a>1</a>') => <a>1</a>
-- example: sct.xml_whole('<a>1</a><a>2</a>') => <sct><a>1</a><a>2</a></sct>
-- example: sct.xml_whole('text') => <sct>text</sct>
-- example: sct.xml_whole(NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.xml_whole(doc xml) RETURNS xml
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF doc IS NULL OR doc IS DOCUMENT THEN
    RETURN doc;
  END IF;
  RETURN xmlelement(NAME sct, doc);
END
$$;
