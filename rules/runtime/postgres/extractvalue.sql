-- name: extractvalue
-- signature: extractvalue(xml, text) returns text
-- source: Oracle Database SQL Language Reference, EXTRACTVALUE
-- why: the text of the one node an XPath finds; NULL when there is none, ORA-19025 when there are several (no namespaces)
-- needs: raise_ora
-- example: sct.extractvalue('<a><b>x &amp; y</b></a>', '/a/b') => x & y
-- example: sct.extractvalue('<a><b id="7"/></a>', '/a/b/@id') => 7
-- example: sct.extractvalue('<a><b>1</b></a>', '/a/b/text()') => 1
-- example: sct.extractvalue('<a/>', '/a/b') => <NULL>
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
