-- name: xml_path_checked
-- signature: xml_path_checked(text) returns text
-- source: Oracle Database SQL Language Reference, EXTRACT (XML), EXTRACTVALUE, EXISTSNODE
-- why: a path that is known only when it is used: XPath 1.0 as it is, an error where it needs XQuery or an extension of the source
-- example: sct.xml_path_checked('/a/b[@id="1"]/text()') => /a/b[@id="1"]/text()
-- example: sct.xml_path_checked('for $x in /a return $x') => ERROR 0A000: this path is none of XPath 1.0
-- example: sct.xml_path_checked('/a/ora:view("T")') => ERROR 0A000: this path is none of XPath 1.0
-- example: sct.xml_path_checked('if (/a) then 1 else 2') => ERROR 0A000: this path is none of XPath 1.0
-- example: sct.xml_path_checked(NULL) => ERROR 0A000: this path is none of XPath 1.0
CREATE OR REPLACE FUNCTION sct.xml_path_checked(path text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF path IS NULL OR path = '' OR path ~ '[{}$]|:=|\sreturn\s|\(:|\mfn:|\mora:|\mdeclare\s' OR path ~ '^\s*(for|let|some|every|if)(\s|\()' THEN
    RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = 'this path is none of XPath 1.0', DETAIL = 'path: ' || coalesce(path, 'NULL');
  END IF;
  RETURN path;
END
$$;
