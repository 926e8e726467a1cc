-- name: dbms_utility_comma_to_table
-- signature: dbms_utility_comma_to_table(text, numeric, anyarray) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_UTILITY.COMMA_TO_TABLE
-- why: the names of a list, blanks kept, and behind them one that is NULL; what is no name is ORA-20001
-- example: CALL sct.dbms_utility_comma_to_table('a, b.c', NULL, '{}'::public.sct_example_item[]) => 2|{"(1,a)","(2,\" b.c\")","(3,)"}
-- example: CALL sct.dbms_utility_comma_to_table('a,1', NULL, '{}'::public.sct_example_item[]) => ERROR OR001: ORA-20001: comma-separated list invalid near 1
CREATE OR REPLACE PROCEDURE sct.dbms_utility_comma_to_table(list text, INOUT tablen numeric, INOUT tab anyarray)
LANGUAGE plpgsql AS $$
DECLARE
  one CONSTANT text := '([[:alpha:]][[:alnum:]_$#]*|"[^"]+")';
  parts CONSTANT text[] := string_to_array(list, ',');
  part text;
BEGIN
  FOREACH part IN ARRAY coalesce(parts, '{}') LOOP
    IF part !~ ('^\s*' || one || '(\.' || one || ')*(@' || one || '(\.' || one || ')*)?\s*$') THEN
      RAISE EXCEPTION USING ERRCODE = 'OR001', MESSAGE = 'ORA-20001: comma-separated list invalid near ' || part;
    END IF;
  END LOOP;
  tablen := coalesce(cardinality(parts), 0);
  SELECT array_agg(jsonb_populate_record(tab[0], jsonb_build_object('k', n, 'v', parts[n])) ORDER BY n) INTO tab
  FROM generate_series(1, tablen::integer + 1) AS n;
END
$$;
