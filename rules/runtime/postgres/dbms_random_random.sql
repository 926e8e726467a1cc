-- name: dbms_random_random
-- signature: dbms_random_random() returns numeric
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_RANDOM.RANDOM
-- why: a whole number from -2**31 to 2**31 - 1
-- example: sct.dbms_random_random() BETWEEN -2147483648 AND 2147483647 => true
CREATE OR REPLACE FUNCTION sct.dbms_random_random() RETURNS numeric
LANGUAGE sql VOLATILE PARALLEL RESTRICTED AS $$
SELECT floor(random() * 4294967296 - 2147483648)::numeric
$$;
