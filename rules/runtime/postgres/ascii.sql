-- name: ascii
-- signature: ascii(text) returns numeric
-- source: Oracle Database SQL Language Reference, ASCII
-- why: '' gives NULL, and outside ASCII the code is the character's UTF-8 bytes as one number, not the code point
-- example: sct.ascii('A') => 65
-- example: sct.ascii('é') => 50089
-- example: sct.ascii('€') => 14844588
-- example: sct.ascii('') => <NULL>
CREATE OR REPLACE FUNCTION sct.ascii(s text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE
  WHEN pg_catalog.ascii(nullif(s, '')) < 128 THEN pg_catalog.ascii(s)
  WHEN s <> '' THEN
    ('x' || pg_catalog.lpad(encode(convert_to(pg_catalog.left(s, 1), 'UTF8'), 'hex'), 16, '0'))::bit(64)::bigint
END
$$;
