-- name: length
-- signature: length(text) returns numeric
-- source: Oracle Database SQL Language Reference, LENGTH
-- why: '' has no length
-- example: sct.length('CANDIDE') => 7
-- example: sct.length('') => <NULL>
-- example: sct.length('é ') => 2
CREATE OR REPLACE FUNCTION sct.length(s text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT pg_catalog.length(nullif(s, ''))::numeric
$$;
