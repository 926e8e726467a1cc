-- name: rpad
-- signature: rpad(text, numeric) returns text
-- signature: rpad(text, numeric, text) returns text
-- signature: rpad(text, numeric, text, integer) returns text
-- source: Oracle Database SQL Language Reference, RPAD
-- why: a length below 1 or an empty pad gives NULL; fractions of the length are cut off
-- example: sct.rpad('ab', 5, 'xy') => abxyx
-- example: concat('[', sct.rpad('ab', 4), ']') => [ab  ]
-- example: sct.rpad('abc', 2) => ab
-- example: sct.rpad('abc', 0) => <NULL>
-- example: sct.rpad('abc', 5, '') => <NULL>
-- example: sct.rpad('', 5) => <NULL>
-- example: length(sct.rpad('ab', 5000, 'x', 4000)) => 4000
-- example: sct.rpad('ab', 3, 'x', 4000) => abx
-- example: sct.rpad('ab', NULL, 'x', 4000) => <NULL>
CREATE OR REPLACE FUNCTION sct.rpad(s text, n numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT nullif(pg_catalog.rpad(nullif(s, ''), trunc(n)::integer), '')
$$;
CREATE OR REPLACE FUNCTION sct.rpad(s text, n numeric, pad text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT nullif(pg_catalog.rpad(nullif(s, ''), trunc(n)::integer, nullif(pad, '')), '')
$$;
CREATE OR REPLACE FUNCTION sct.rpad(s text, n numeric, pad text, most integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT nullif(pg_catalog.rpad(nullif(s, ''), CASE WHEN n <= most THEN trunc(n)::integer WHEN n > most THEN most END, nullif(pad, '')), '')
$$;
