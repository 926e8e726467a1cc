-- name: xml_text
-- signature: xml_text(text) returns xml
-- source: Oracle XML DB Developer's Guide, Generation of XML Data from Relational Data (escaping of characters)
-- why: native content of an element leaves quotes as they are, where Oracle writes &quot; and &apos;. In PL/pgSQL, so that it loads on a server without libxml
-- example: sct.xml_text('a<b & "c" it''s') => a&lt;b &amp; &quot;c&quot; it&apos;s
-- example: sct.xml_text('a') => a
-- example: sct.xml_text(NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.xml_text(s text) RETURNS xml
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(
    s, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;'), '''', '&apos;')::xml;
END
$$;
