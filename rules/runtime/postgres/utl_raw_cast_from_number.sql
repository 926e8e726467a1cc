-- name: utl_raw_cast_from_number
-- signature: utl_raw_cast_from_number(numeric) returns bytea
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_RAW.CAST_FROM_NUMBER; Oracle Call Interface Programmer's Guide, NUMBER
-- why: a number as Oracle stores it: a sign and an exponent of 100 in one byte, two digits in each of the others
-- example: sct.utl_raw_cast_from_number(0) => \x80
-- example: sct.utl_raw_cast_from_number(1) => \xc102
-- example: sct.utl_raw_cast_from_number(5) => \xc106
-- example: sct.utl_raw_cast_from_number(100) => \xc202
-- example: sct.utl_raw_cast_from_number(2767) => \xc21c44
-- example: sct.utl_raw_cast_from_number(-5) => \x3e6066
-- example: sct.utl_raw_cast_from_number(-2767) => \x3d4a2266
-- example: sct.utl_raw_cast_from_number(123.45) => \xc202182e
-- example: sct.utl_raw_cast_from_number(0.001) => \xbf0b
-- example: sct.utl_raw_cast_from_number(NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.utl_raw_cast_from_number(n numeric) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  whole text := trunc(abs(n))::text;
  part text := coalesce(nullif(split_part(abs(n)::text, '.', 2), ''), '');
  digits text;
  power integer;
  pairs integer;
  made text;
  d integer;
BEGIN
  IF n IS NULL THEN
    RETURN NULL;
  ELSIF n = 0 THEN
    RETURN '\x80';
  END IF;
  whole := CASE WHEN length(whole) % 2 = 1 THEN '0' ELSE '' END || whole;
  digits := whole || part || CASE WHEN length(part) % 2 = 1 THEN '0' ELSE '' END;
  power := length(whole) / 2 - 1;
  WHILE pg_catalog.left(digits, 2) = '00' LOOP
    digits := pg_catalog.substr(digits, 3);
    power := power - 1;
  END LOOP;
  WHILE pg_catalog.right(digits, 2) = '00' LOOP
    digits := pg_catalog.left(digits, -2);
  END LOOP;
  pairs := least(length(digits) / 2, 20);
  made := pg_catalog.lpad(to_hex(CASE WHEN n > 0 THEN 193 + power ELSE 62 - power END), 2, '0');
  FOR at IN 0 .. pairs - 1 LOOP
    d := pg_catalog.substr(digits, at * 2 + 1, 2)::integer;
    made := made || pg_catalog.lpad(to_hex(CASE WHEN n > 0 THEN d + 1 ELSE 101 - d END), 2, '0');
  END LOOP;
  RETURN decode(made || CASE WHEN n < 0 AND pairs < 20 THEN '66' ELSE '' END, 'hex');
END
$$;
