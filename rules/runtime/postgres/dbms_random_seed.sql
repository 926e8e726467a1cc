-- name: dbms_random_seed
-- signature: dbms_random_seed(text) returns procedure
-- signature: dbms_random_seed(numeric) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_RANDOM.SEED
-- why: the same seed repeats the same sequence, but not Oracle's sequence
-- example: CALL sct.dbms_random_seed(42) => OK
-- example: CALL sct.dbms_random_seed('seed') => OK
CREATE OR REPLACE PROCEDURE sct.dbms_random_seed(seed text)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM setseed(hashtext(coalesce(seed, '')) / 2147483648.0);
END
$$;
CREATE OR REPLACE PROCEDURE sct.dbms_random_seed(seed numeric)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM setseed(hashtext(coalesce(trunc(seed)::text, '')) / 2147483648.0);
END
$$;
