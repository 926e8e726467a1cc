-- name: connect_by_loop
-- signature: connect_by_loop(bigint) returns varchar
-- source: Oracle Database SQL Language Reference, "Hierarchical Queries" (ORA-01436)
-- why: a loop in a hierarchy is an error; a function in SQL has no other way to raise one than a division by zero
CREATE OR REPLACE FUNCTION sct.connect_by_loop(bigint) RETURNS varchar(65535)
IMMUTABLE AS $$
  SELECT CAST(1 / ($1 - $1) AS varchar(10))
$$ LANGUAGE sql;
