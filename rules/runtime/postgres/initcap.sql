-- name: initcap
-- signature: initcap(text) returns text
-- source: Oracle Database SQL Language Reference, INITCAP
-- why: the word rule (anything not alphanumeric separates) is the native one; only '' differs
-- example: sct.initcap('the soap') => The Soap
-- example: sct.initcap('o''neil mc_donald 3rd') => O'Neil Mc_Donald 3rd
-- example: sct.initcap('') => <NULL>
CREATE OR REPLACE FUNCTION sct.initcap(s text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT nullif(pg_catalog.initcap(s), '')
$$;
