-- name: substr
-- signature: substr(varchar, integer) returns varchar
-- signature: substr(varchar, integer, integer) returns varchar
-- source: Oracle Database SQL Language Reference, SUBSTR
-- why: position 0 is 1, a negative position counts from the end, a length below 1 gives NULL
-- example: sct.substr('ABCDEFG', 3, 4) => CDEF
-- example: sct.substr('ABCDEFG', -5, 4) => CDEF
-- example: sct.substr('abc', 0, 2) => ab
-- example: sct.substr('abc', -5) => <NULL>
-- example: sct.substr('abc', 4) => <NULL>
-- example: sct.substr('abc', 2, 0) => <NULL>
-- example: sct.substr('äöü', -2) => öü
CREATE OR REPLACE FUNCTION sct.substr(varchar(65535), integer) RETURNS varchar(65535)
IMMUTABLE AS $$
  SELECT CASE WHEN $2 > 0 THEN nullif(substring($1, $2), '')
              WHEN $2 = 0 THEN nullif($1, '')
              WHEN -$2 <= len($1) THEN right($1, -$2) END
$$ LANGUAGE sql;
CREATE OR REPLACE FUNCTION sct.substr(varchar(65535), integer, integer) RETURNS varchar(65535)
IMMUTABLE AS $$
  SELECT CASE WHEN $3 < 1 THEN NULL
              WHEN $2 > 0 THEN nullif(substring($1, $2, $3), '')
              WHEN $2 = 0 THEN nullif(substring($1, 1, $3), '')
              WHEN -$2 <= len($1) THEN nullif(left(right($1, -$2), $3), '') END
$$ LANGUAGE sql;
