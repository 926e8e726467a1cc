-- name: ora_sqlstate
-- signature: ora_sqlstate(numeric) returns text
-- source: Oracle Database PL/SQL Language Reference, Predefined Exceptions; Oracle Database Error Messages; PostgreSQL Error Codes
-- why: the SQLSTATE an ORA error has here: PostgreSQL's own where it raises that error itself, ORnnn for -20nnn, O + four base-36 digits for the rest
-- example: sct.ora_sqlstate(-20001) => OR001
-- example: sct.ora_sqlstate(-20999) => OR999
-- example: sct.ora_sqlstate(-20000) => ORA00
-- example: sct.ora_sqlstate(-1) => 23505
-- example: sct.ora_sqlstate(100) => P0002
-- example: sct.ora_sqlstate(-1403) => P0002
-- example: sct.ora_sqlstate(-1422) => P0003
-- example: sct.ora_sqlstate(-4091) => O035N
-- example: sct.ora_sqlstate(-24381) => O0IT9
-- example: sct.ora_sqlstate(0) => 00000
-- example: sct.ora_sqlstate(NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.ora_sqlstate(code numeric) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  digits CONSTANT text := '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  n integer := abs(code)::integer;
  result text := '';
BEGIN
  IF code IS NULL THEN
    RETURN NULL;
  ELSIF code = 0 THEN
    RETURN '00000';
  ELSIF code = 100 THEN
    RETURN 'P0002';
  ELSIF code = -20000 THEN
    RETURN 'ORA00';  -- OR000 would be a whole class to WHEN SQLSTATE
  ELSIF code BETWEEN -20999 AND -20001 THEN
    RETURN 'OR' || pg_catalog.lpad((n - 20000)::text, 3, '0');
  END IF;
  CASE n
    WHEN 1 THEN RETURN '23505';
    WHEN 54 THEN RETURN '55P03';
    WHEN 30006 THEN RETURN '55P03';
    WHEN 60 THEN RETURN '40P01';
    WHEN 900 THEN RETURN '42601';
    WHEN 904 THEN RETURN '42703';
    WHEN 942 THEN RETURN '42P01';
    WHEN 955 THEN RETURN '42P07';
    WHEN 1001 THEN RETURN '34000';
    WHEN 1013 THEN RETURN '57014';
    WHEN 1017 THEN RETURN '28P01';
    WHEN 1031 THEN RETURN '42501';
    WHEN 1400 THEN RETURN '23502';
    WHEN 1407 THEN RETURN '23502';
    WHEN 1403 THEN RETURN 'P0002';
    WHEN 1422 THEN RETURN 'P0003';
    WHEN 1426 THEN RETURN '22003';
    WHEN 1427, 30926 THEN RETURN '21000';
    WHEN 1428 THEN RETURN '22003';
    WHEN 1438 THEN RETURN '22003';
    WHEN 1456 THEN RETURN '25006';
    WHEN 1476 THEN RETURN '22012';
    WHEN 1555 THEN RETURN '72000';
    WHEN 1722 THEN RETURN '22P02';
    WHEN 1402 THEN RETURN '44000';
    WHEN 2290 THEN RETURN '23514';
    WHEN 2291 THEN RETURN '23503';
    WHEN 2292 THEN RETURN '23503';
    WHEN 6500 THEN RETURN '53200';
    WHEN 6502 THEN RETURN '22P02';
    WHEN 6511 THEN RETURN '42P03';
    WHEN 6533 THEN RETURN '2202E';
    WHEN 6592 THEN RETURN '20000';
    WHEN 8002 THEN RETURN '55000';
    WHEN 8004 THEN RETURN '2200H';
    WHEN 8177 THEN RETURN '40001';
    WHEN 12899 THEN RETURN '22001';
    WHEN 1821 THEN RETURN '22023';
    WHEN 1481 THEN RETURN '22023';
    WHEN 1810, 1818, 1820, 1830, 1840, 1846, 1855, 1858, 1859, 1861 THEN RETURN '22007';
    WHEN 1839, 1841, 1843, 1847, 1848, 1849, 1850, 1851, 1852, 1853, 1854 THEN RETURN '22008';
    WHEN 46656 THEN RETURN 'OZZZZ';  -- O1000 would be a whole class
    ELSE
      FOR i IN 1 .. 4 LOOP
        result := pg_catalog.substr(digits, n % 36 + 1, 1) || result;
        n := n / 36;
      END LOOP;
      RETURN 'O' || result;
  END CASE;
END
$$;
