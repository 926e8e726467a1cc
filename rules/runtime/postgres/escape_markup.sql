-- name: escape_markup
-- signature: escape_markup(text) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_XMLGEN.CONVERT and HTF.ESCAPE_SC
-- why: no native function for text that is no xml value
-- example: sct.escape_markup('a<b & "c"') => a&lt;b &amp; &quot;c&quot;
-- example: sct.escape_markup('') => <NULL>
CREATE OR REPLACE FUNCTION sct.escape_markup(s text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT nullif(pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(s, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;'), '')
$$;
