-- name: lpad
-- signature: lpad(text, numeric) returns text
-- signature: lpad(text, numeric, text) returns text
-- signature: lpad(text, numeric, text, integer) returns text
-- source: Oracle Database SQL Language Reference, LPAD
-- why: a length below 1 or an empty pad gives NULL; fractions of the length are cut off
-- example: sct.lpad('Page 1', 15, '*.') => *.*.*.*.*Page 1
-- example: sct.lpad('abc', 2) => ab
-- example: sct.lpad('abc', 5.9) =>   abc
-- example: sct.lpad('abc', 0) => <NULL>
-- example: sct.lpad('abc', -1, 'x') => <NULL>
-- example: sct.lpad('abc', 5, '') => <NULL>
-- example: sct.lpad('', 5, 'x') => <NULL>
-- example: length(sct.lpad('ab', 5000, 'x', 4000)) => 4000
-- example: sct.lpad('ab', 3, 'x', 4000) => xab
-- example: sct.lpad('ab', NULL, 'x', 4000) => <NULL>
CREATE OR REPLACE FUNCTION sct.lpad(s text, n numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT nullif(pg_catalog.lpad(nullif(s, ''), trunc(n)::integer), '')
$$;
CREATE OR REPLACE FUNCTION sct.lpad(s text, n numeric, pad text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT nullif(pg_catalog.lpad(nullif(s, ''), trunc(n)::integer, nullif(pad, '')), '')
$$;
CREATE OR REPLACE FUNCTION sct.lpad(s text, n numeric, pad text, most integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT nullif(pg_catalog.lpad(nullif(s, ''), CASE WHEN n <= most THEN trunc(n)::integer WHEN n > most THEN most END, nullif(pad, '')), '')
$$;
