-- name: extractvalue
-- signature: extractvalue(xml, text) returns text
-- signature: extractvalue(xml, text, text) returns text
-- source: Oracle Database SQL Language Reference, EXTRACTVALUE
-- why: the text of the one node an XPath finds; NULL when there is none, ORA-19025 when there are several; the third argument declares namespaces
-- needs: raise_ora, xml_nodes
-- example: sct.extractvalue('<a><b>x &amp; y</b></a>', '/a/b') => x & y
-- example: sct.extractvalue('<a><b id="7"/></a>', '/a/b/@id') => 7
-- example: sct.extractvalue('<a><b>1</b></a>', '/a/b/text()') => 1
-- example: sct.extractvalue('<a/>', '/a/b') => <NULL>
-- example: sct.extractvalue('<a xmlns="urn:x"><b k="1">x &amp; y</b></a>', '*/b', 'xmlns="urn:x"') => x & y
-- example: sct.extractvalue('<a xmlns="urn:x"><b k="1"/></a>', '/a/b/@k', 'xmlns="urn:x"') => 1
-- example: sct.extractvalue('<a xmlns="urn:x"><b/><b/></a>', '/a/b', 'xmlns="urn:x"') => ERROR 21000
-- example: sct.extractvalue('<a><b/><b/></a>', '/a/b') => ERROR 21000
CREATE OR REPLACE FUNCTION sct.extractvalue(doc xml, path text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  n integer;
  result text;
BEGIN
  SELECT count(*), min(x.v) INTO n, result FROM xmltable(path PASSING doc COLUMNS v text PATH '.') AS x;
  IF n > 1 THEN
    PERFORM sct.raise_ora('21000', 'ORA-19025: EXTRACTVALUE returns value of only one node', path);
  END IF;
  RETURN nullif(result, '');
END
$$;
CREATE OR REPLACE FUNCTION sct.extractvalue(doc xml, path text, declared text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  found CONSTANT xml[] := sct.xml_nodes(doc, path, declared);
BEGIN
  IF cardinality(found) > 1 THEN
    PERFORM sct.raise_ora('21000', 'ORA-19025: EXTRACTVALUE returns value of only one node', path);
  END IF;
  RETURN (SELECT nullif(x.v, '') FROM xmltable('/sct' PASSING xmlelement(NAME sct, found[1]) COLUMNS v text PATH '.') AS x);
END
$$;
