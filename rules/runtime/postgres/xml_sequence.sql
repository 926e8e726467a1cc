-- name: xml_sequence
-- signature: xml_sequence(xml) returns SETOF xml
-- source: Oracle Database SQL Language Reference, XMLSEQUENCE
-- why: the nodes at the top of a document or fragment, one a row
-- example: (SELECT string_agg(x::text, '|') FROM sct.xml_sequence('<b>1</b><b>2</b>') AS x) => <b>1</b>|<b>2</b>
-- example: (SELECT count(*) FROM sct.xml_sequence(NULL)) => 0
-- example: (SELECT x::text FROM sct.xml_sequence('<a><b/></a>') AS x) => <a><b/></a>
CREATE OR REPLACE FUNCTION sct.xml_sequence(doc xml) RETURNS SETOF xml
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF doc IS DOCUMENT THEN
    RETURN NEXT doc;
  ELSIF doc IS NOT NULL THEN
    RETURN QUERY SELECT x FROM unnest(xpath('/sct/node()', xmlelement(NAME sct, doc))) WITH ORDINALITY AS u(x, n) ORDER BY n;
  END IF;
END
$$;
