-- name: dbms_random_normal
-- signature: dbms_random_normal() returns numeric
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_RANDOM.NORMAL
-- why: a standard normal number (Box-Muller); native only from PostgreSQL 16 on
-- example: abs(sct.dbms_random_normal()) < 40 => true
CREATE OR REPLACE FUNCTION sct.dbms_random_normal() RETURNS numeric
LANGUAGE sql VOLATILE PARALLEL RESTRICTED AS $$
SELECT (sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()))::numeric
$$;
