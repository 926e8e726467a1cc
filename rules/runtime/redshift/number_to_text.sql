-- name: number_to_text
-- signature: number_to_text(numeric) returns varchar
-- source: Oracle Database SQL Language Reference, "Number conversion"; Teradata, TO_CHAR
-- why: no trailing zeros behind the point, no zero in front of it
-- example: sct.number_to_text(1.50) => 1.5
-- example: sct.number_to_text(0.25) => .25
-- example: sct.number_to_text(-0.25) => -.25
-- example: sct.number_to_text(100) => 100
-- example: sct.number_to_text(0) => 0
CREATE OR REPLACE FUNCTION sct.number_to_text(numeric(38,10)) RETURNS varchar(65535)
IMMUTABLE AS $$
  SELECT CASE WHEN $1 = 0 THEN '0'
              WHEN abs($1) < 1 THEN replace(rtrim(rtrim(CAST($1 AS varchar(50)), '0'), '.'), '0.', '.')
              WHEN strpos(CAST($1 AS varchar(50)), '.') = 0 THEN CAST($1 AS varchar(50))
              ELSE rtrim(rtrim(CAST($1 AS varchar(50)), '0'), '.') END
$$ LANGUAGE sql;
