-- name: xml_part
-- signature: xml_part(xml, text) returns xml
-- signature: xml_part(xml, text, text) returns xml
-- source: Oracle Database SQL Language Reference, XMLQUERY and EXTRACT (XML)
-- why: native xpath gives an array; what it finds, one after the other, NULL when it finds nothing. The third argument declares namespaces. Natively a fragment of several elements is an error. In PL/pgSQL, so that it loads on a server without libxml
-- example: sct.xml_part('<a><b>1</b><b>2</b></a>', '/a/b') => <b>1</b><b>2</b>
-- example: sct.xml_part('<a><b>1</b></a>', '/a/b/text()') => 1
-- needs: xml_nodes
-- example: sct.xml_part('<a/>', '/a/b') => <NULL>
-- example: sct.xml_part('<q:a xmlns:q="urn:x"><q:b>1</q:b></q:a>', '/t:a/t:b/text()', 'xmlns:t="urn:x"') => 1
-- example: sct.xml_part('<a>1</a><a>2</a>', '//text()') => 12
-- example: sct.xml_part('<a>it''s</a><a>&quot;&amp;</a>', '//text()') => it&apos;s&quot;&amp;
-- example: sct.xml_part('<a>1</a><b>2</b>', '/b') => <b>2</b>
CREATE OR REPLACE FUNCTION sct.xml_part(doc xml, path text) RETURNS xml
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  found xml[];
BEGIN
  IF doc IS DOCUMENT THEN
    found := xpath(path, doc);
  ELSIF doc IS NOT NULL THEN
    found := xpath('/sct' || CASE WHEN path LIKE '/%' THEN '' ELSE '/' END || path, xmlelement(NAME sct, doc));
  END IF;
  IF path LIKE '%text()' THEN  -- texts stand alone: their quotes are written as those of generated content
    RETURN (SELECT pg_catalog.replace(pg_catalog.replace(string_agg(x::text, '' ORDER BY i), '"', '&quot;'), '''', '&apos;')::xml
              FROM unnest(found) WITH ORDINALITY AS u(x, i));
  END IF;
  RETURN (SELECT xmlagg(x ORDER BY i) FROM unnest(found) WITH ORDINALITY AS u(x, i));
END
$$;
CREATE OR REPLACE FUNCTION sct.xml_part(doc xml, path text, declared text) RETURNS xml
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN (SELECT xmlagg(x ORDER BY i) FROM unnest(sct.xml_nodes(doc, path, declared)) WITH ORDINALITY AS u(x, i));
END
$$;
