-- name: url_escape
-- signature: url_escape(text, boolean) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_URL.ESCAPE (character set UTF-8)
-- why: no native function; letters, digits and -_.!~*'() stay, reserved characters too unless they are to be escaped
-- example: sct.url_escape('http://x.org/a b?q=ä', false) => http://x.org/a%20b?q=%C3%A4
-- example: sct.url_escape('a/b&c', true) => a%2Fb%26c
-- example: sct.url_escape('', true) => <NULL>
CREATE OR REPLACE FUNCTION sct.url_escape(url text, reserved boolean) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT string_agg(CASE
  WHEN c ~ '^[A-Za-z0-9_.!~*''()-]$' OR (NOT coalesce(reserved, false) AND c ~ '^[];/?:@&=+$,[]$') THEN c
  ELSE upper(regexp_replace(encode(convert_to(c, 'UTF8'), 'hex'), '(..)', '%\1', 'g')) END, '' ORDER BY i)
  FROM string_to_table(url, NULL) WITH ORDINALITY AS u(c, i)
$$;
