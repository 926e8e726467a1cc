-- name: instr
-- signature: instr(varchar, varchar, integer) returns integer
-- source: Oracle Database SQL Language Reference, INSTR
-- why: the search begins at a place; a negative one counts from the end and searches backwards
-- example: sct.instr('CORPORATE FLOOR', 'OR', 3) => 5
-- example: sct.instr('CORPORATE FLOOR', 'OR', -1) => 14
-- example: sct.instr('abc', 'z', 2) => 0
CREATE OR REPLACE FUNCTION sct.instr(varchar(65535), varchar(65535), integer) RETURNS integer
IMMUTABLE AS $$
  SELECT CASE WHEN $3 > 0 AND strpos(substring($1, $3), $2) > 0 THEN strpos(substring($1, $3), $2) + $3 - 1
              WHEN $3 > 0 THEN 0
              WHEN $3 = 0 THEN 0
              WHEN strpos(reverse(left($1, len($1) + $3 + len($2))), reverse($2)) = 0 THEN 0
              ELSE len(left($1, len($1) + $3 + len($2))) - strpos(reverse(left($1, len($1) + $3 + len($2))), reverse($2)) - len($2) + 2 END
$$ LANGUAGE sql;
