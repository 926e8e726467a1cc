-- name: lengthb
-- signature: lengthb(text) returns numeric
-- source: Oracle Database SQL Language Reference, LENGTH (LENGTHB)
-- why: octet_length in the database's encoding, but '' has no length
-- example: sct.lengthb('é') => 2
-- example: sct.lengthb('abc') => 3
-- example: sct.lengthb('') => <NULL>
CREATE OR REPLACE FUNCTION sct.lengthb(s text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT octet_length(nullif(s, ''))::numeric
$$;
