-- name: xml_path_prefixed
-- signature: xml_path_prefixed(text) returns text
-- source: Oracle XML DB Developer's Guide, namespaces of EXTRACT and EXTRACTVALUE; XML Path Language 1.0, Lexical Structure
-- why: names of elements without a prefix are of the default namespace for the source; XPath 1.0 knows none, so they get a prefix
-- example: sct.xml_path_prefixed('//List/Buckets/Bucket[Name="a/b" and @id=1]/text()') => //sct_default:List/sct_default:Buckets/sct_default:Bucket[sct_default:Name="a/b" and @id=1]/text()
-- example: sct.xml_path_prefixed('*/t:and/child::or[position() mod 2 = 1]/@k') => */t:and/child::sct_default:or[position() mod 2 = 1]/@k
-- example: sct.xml_path_prefixed('attribute::a | ../b[1]/..') => attribute::a | ../sct_default:b[1]/..
CREATE OR REPLACE FUNCTION sct.xml_path_prefixed(path text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  tokens CONSTANT text[] := ARRAY(
    SELECT m[1] FROM regexp_matches(path,
      '("[^"]*"|''[^'']*''|[[:alpha:]_][\w.-]*(?::(?!:)(?:[[:alpha:]_][\w.-]*|\*))?|\d+(?:\.\d*)?|\.\.|::|//|\s+|.)', 'g')
      WITH ORDINALITY AS f(m, n) ORDER BY n);
  result text := '';
  token text;
  following text;
  before text := '';
  operand boolean := false;  -- whether what stands before is a value, so that a name is an operator
  of_attribute boolean := false;
BEGIN
  FOR i IN 1 .. coalesce(cardinality(tokens), 0) LOOP
    token := tokens[i];
    IF token ~ '^\s' THEN
      result := result || token;
      CONTINUE;
    END IF;
    following := CASE WHEN tokens[i + 1] ~ '^\s' THEN tokens[i + 2] ELSE tokens[i + 1] END;
    IF token ~ '^[[:alpha:]_]' THEN
      IF operand THEN
        operand := false;
      ELSIF following = '(' THEN
        operand := false;
      ELSIF following = '::' THEN
        of_attribute := token = 'attribute';
      ELSE
        operand := true;
        IF strpos(token, ':') = 0 AND before <> '@' AND NOT (before = '::' AND of_attribute) THEN
          result := result || 'sct_default:';
        END IF;
      END IF;
    ELSIF token = '*' THEN
      operand := NOT operand;
    ELSE
      operand := token IN (')', ']', '.', '..') OR token ~ '^["''0-9]';
    END IF;
    result := result || token;
    before := token;
  END LOOP;
  RETURN result;
END
$$;
