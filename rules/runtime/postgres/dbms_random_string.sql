-- name: dbms_random_string
-- signature: dbms_random_string(text, numeric) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_RANDOM.STRING
-- why: u upper, l lower, a mixed letters, x upper letters and digits, p printable; anything else as u
-- example: sct.dbms_random_string('u', 10) ~ '^[A-Z]{10}$' => true
-- example: sct.dbms_random_string('L', 5) ~ '^[a-z]{5}$' => true
-- example: sct.dbms_random_string('x', 8) ~ '^[A-Z0-9]{8}$' => true
-- example: sct.dbms_random_string('p', 8) ~ '^[ -~]{8}$' => true
-- example: sct.dbms_random_string('a', 0) => <NULL>
CREATE OR REPLACE FUNCTION sct.dbms_random_string(kind text, size numeric) RETURNS text
LANGUAGE plpgsql VOLATILE PARALLEL RESTRICTED AS $$
DECLARE
  upper_letters CONSTANT text := 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  alphabet text := upper_letters;
  result text := '';
BEGIN
  CASE lower(kind)
    WHEN 'l' THEN alphabet := lower(upper_letters);
    WHEN 'a' THEN alphabet := upper_letters || lower(upper_letters);
    WHEN 'x' THEN alphabet := '0123456789' || upper_letters;
    WHEN 'p' THEN alphabet := (SELECT string_agg(pg_catalog.chr(c), '') FROM generate_series(32, 126) AS c);
    ELSE NULL;
  END CASE;
  FOR i IN 1 .. trunc(size)::integer LOOP
    result := result || pg_catalog.substr(alphabet, 1 + floor(random() * pg_catalog.length(alphabet))::integer, 1);
  END LOOP;
  RETURN nullif(result, '');
END
$$;
