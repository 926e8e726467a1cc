-- name: xml_namespaces
-- signature: xml_namespaces(text) returns text[]
-- source: Oracle XML DB Developer's Guide, namespaces of EXTRACT and EXTRACTVALUE; PostgreSQL documentation, xpath
-- why: the declarations xmlns:p="uri" xmlns="uri" as xpath takes them; the namespace without a prefix gets one of ours (xml_path_prefixed writes it)
-- example: sct.xml_namespaces('xmlns:a="urn:x"') => {{a,urn:x}}
-- example: sct.xml_namespaces('xmlns="urn:y" xmlns:b=''urn:z''') => {{sct_default,urn:y},{b,urn:z}}
-- example: sct.xml_namespaces(NULL) => {}
CREATE OR REPLACE FUNCTION sct.xml_namespaces(declared text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT coalesce(array_agg(ARRAY[coalesce(m[1], 'sct_default'), coalesce(m[2], m[3])] ORDER BY n), '{}')
  FROM regexp_matches(declared, 'xmlns(?::([^\s=]+))?\s*=\s*(?:"([^"]*)"|''([^'']*)'')', 'g') WITH ORDINALITY AS f(m, n)
$$;
