-- name: utl_i18n_unescape_reference
-- signature: utl_i18n_unescape_reference(text) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_I18N.UNESCAPE_REFERENCE; XML 1.0, Character and Entity References
-- why: references by number, and the five names of XML, as the characters they are; another name is an error
-- example: sct.utl_i18n_unescape_reference('hello &lt; &#xe5;') => hello < å
-- example: sct.utl_i18n_unescape_reference('&#65;&amp;lt; &quot;&apos;') => A&lt; "'
-- example: sct.utl_i18n_unescape_reference('a & b') => a & b
-- example: sct.utl_i18n_unescape_reference('&eacute;') => ERROR 0A000
-- example: sct.utl_i18n_unescape_reference('') => <NULL>
CREATE OR REPLACE FUNCTION sct.utl_i18n_unescape_reference(s text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  part text;
  made text := '';
BEGIN
  FOR part IN SELECT m[1] FROM regexp_matches(s, '(&#[0-9]+;|&#[xX][0-9A-Fa-f]+;|&[A-Za-z][A-Za-z0-9]*;|[^&]+|&)', 'g') AS m LOOP
    made := made || CASE
      WHEN part ~ '^&#[0-9]' THEN pg_catalog.chr(pg_catalog.btrim(part, '&#;')::integer)
      WHEN part ~ '^&#[xX]' THEN pg_catalog.chr(('x' || pg_catalog.lpad(pg_catalog.substr(part, 4, pg_catalog.length(part) - 4), 8, '0'))::bit(32)::integer)
      WHEN part = '&lt;' THEN '<' WHEN part = '&gt;' THEN '>' WHEN part = '&amp;' THEN '&' WHEN part = '&quot;' THEN '"' WHEN part = '&apos;' THEN ''''
      WHEN part ~ '^&.+;$' THEN NULL
      ELSE part END;
    IF made IS NULL THEN
      RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = format('UTL_I18N.UNESCAPE_REFERENCE does not know %s', part);
    END IF;
  END LOOP;
  RETURN nullif(made, '');
END
$$;
