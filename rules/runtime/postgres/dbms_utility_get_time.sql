-- name: dbms_utility_get_time
-- signature: dbms_utility_get_time() returns numeric
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_UTILITY.GET_TIME
-- why: hundredths of a second from an arbitrary start; only differences mean something
-- example: sct.dbms_utility_get_time() - sct.dbms_utility_get_time() BETWEEN -100 AND 0 => true
CREATE OR REPLACE FUNCTION sct.dbms_utility_get_time() RETURNS numeric
LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
SELECT trunc(extract(epoch FROM clock_timestamp()) * 100) % 2147483648
$$;
