-- name: substr
-- signature: substr(text, integer) returns text
-- signature: substr(text, integer, integer) returns text
-- signature: substr(text, numeric) returns text
-- signature: substr(text, numeric, numeric) returns text
-- source: Oracle Database SQL Language Reference, SUBSTR
-- why: position 0 is 1, a negative position counts from the end, a length below 1 gives NULL, fractions are cut off
-- example: sct.substr('ABCDEFG', 3, 4) => CDEF
-- example: sct.substr('ABCDEFG', -5, 4) => CDEF
-- example: sct.substr('abc', 0, 2) => ab
-- example: sct.substr('abc', -5) => <NULL>
-- example: sct.substr('abc', -3, 2) => ab
-- example: sct.substr('abc', 4) => <NULL>
-- example: sct.substr('abc', 2, 0) => <NULL>
-- example: sct.substr('abc', 1, -1) => <NULL>
-- example: sct.substr('abc', NULL::int) => <NULL>
-- example: sct.substr('abcdef', 2.9, 2.9) => bc
-- example: sct.substr('abc', 2, 2147483647) => bc
-- example: sct.substr('äöü', -2) => öü
CREATE OR REPLACE FUNCTION sct.substr(s text, p integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE
  WHEN p > 0 THEN nullif(pg_catalog.substr(s, p), '')
  WHEN p = 0 THEN nullif(s, '')
  WHEN -p <= pg_catalog.length(s) THEN pg_catalog.right(s, -p)
END
$$;
CREATE OR REPLACE FUNCTION sct.substr(s text, p integer, n integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE
  WHEN n < 1 THEN NULL
  WHEN p > 0 THEN nullif(pg_catalog.substr(s, p, n), '')
  WHEN p = 0 THEN nullif(pg_catalog.substr(s, 1, n), '')
  WHEN -p <= pg_catalog.length(s) THEN nullif(pg_catalog.left(pg_catalog.right(s, -p), n), '')
END
$$;
CREATE OR REPLACE FUNCTION sct.substr(s text, p numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT sct.substr(s, greatest(least(trunc(p), 2147483647), -2147483647)::integer)
$$;
CREATE OR REPLACE FUNCTION sct.substr(s text, p numeric, n numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT sct.substr(s, CASE WHEN p IS NOT NULL THEN greatest(least(trunc(p), 2147483647), -2147483647)::integer END,
                  CASE WHEN n IS NOT NULL THEN greatest(least(trunc(n), 2147483647), -2147483647)::integer END)
$$;
