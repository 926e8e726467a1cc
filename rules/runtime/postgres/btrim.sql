-- name: btrim
-- signature: btrim(text) returns text
-- signature: btrim(text, text) returns text
-- source: Oracle Database SQL Language Reference, TRIM (BOTH)
-- why: TRIM whose empty result is NULL; the trim character must be one character
-- needs: raise_ora
-- example: sct.btrim('  a b ') => a b
-- example: sct.btrim('xxaxx', 'x') => a
-- example: sct.btrim('  ') => <NULL>
-- example: sct.btrim('abc', '') => <NULL>
-- example: sct.btrim('abc', 'ab') => ERROR 22023: ORA-30001: trim set should have only one character
CREATE OR REPLACE FUNCTION sct.btrim(s text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT nullif(pg_catalog.btrim(s), '')
$$;
CREATE OR REPLACE FUNCTION sct.btrim(s text, c text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE
  WHEN pg_catalog.length(c) > 1 THEN sct.raise_ora('22023', 'ORA-30001: trim set should have only one character', c)
  ELSE nullif(pg_catalog.btrim(s, nullif(c, '')), '')
END
$$;
