-- name: dbms_random_value
-- signature: dbms_random_value() returns numeric
-- signature: dbms_random_value(numeric, numeric) returns numeric
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_RANDOM.VALUE
-- why: at least 0 (low) and less than 1 (high); about 16 digits instead of 38, and another sequence for the same seed
-- example: sct.dbms_random_value() >= 0 AND sct.dbms_random_value() < 1 => true
-- example: sct.dbms_random_value(5, 6) >= 5 AND sct.dbms_random_value(5, 6) < 6 => true
-- example: sct.dbms_random_value(6, 5) BETWEEN 5 AND 6 => true
CREATE OR REPLACE FUNCTION sct.dbms_random_value() RETURNS numeric
LANGUAGE sql VOLATILE PARALLEL RESTRICTED AS $$
SELECT random()::numeric
$$;
CREATE OR REPLACE FUNCTION sct.dbms_random_value(low numeric, high numeric) RETURNS numeric
LANGUAGE sql VOLATILE PARALLEL RESTRICTED AS $$
SELECT low + (high - low) * random()::numeric
$$;
