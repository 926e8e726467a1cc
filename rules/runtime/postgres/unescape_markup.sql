-- name: unescape_markup
-- signature: unescape_markup(text) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_XMLGEN.CONVERT (ENTITY_DECODE)
-- why: no native function; the five entities of XML
-- example: sct.unescape_markup('a&lt;b&amp;amp;&quot;&apos;&gt;') => a<b&amp;"'>
CREATE OR REPLACE FUNCTION sct.unescape_markup(s text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT nullif(pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(s,
  '&lt;', '<'), '&gt;', '>'), '&quot;', '"'), '&apos;', ''''), '&amp;', '&'), '')
$$;
