-- name: url_unescape
-- signature: url_unescape(text) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_URL.UNESCAPE (character set UTF-8)
-- why: no native function; %XX become the bytes of characters in UTF-8, a percent sign without digits is ORA-29262
-- example: sct.url_unescape('a%20b%C3%A9+') => a bé+
-- example: sct.url_unescape('%zz') => ERROR O0MKU: ORA-29262: bad URL
-- example: sct.url_unescape('') => <NULL>
CREATE OR REPLACE FUNCTION sct.url_unescape(url text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF url ~ '%($|.$|[^0-9A-Fa-f]|.[^0-9A-Fa-f])' THEN
    RAISE EXCEPTION USING ERRCODE = 'O0MKU', MESSAGE = 'ORA-29262: bad URL';
  END IF;
  RETURN nullif(convert_from((SELECT string_agg(CASE WHEN m[1] LIKE '\%%' THEN decode(pg_catalog.substr(m[1], 2), 'hex') ELSE convert_to(m[1], 'UTF8') END, '' ORDER BY n)
                              FROM regexp_matches(url, '(%..|[^%]+)', 'g') WITH ORDINALITY AS t (m, n)), 'UTF8'), '');
END
$$;
