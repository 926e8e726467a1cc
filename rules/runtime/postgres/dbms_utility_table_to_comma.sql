-- name: dbms_utility_table_to_comma
-- signature: dbms_utility_table_to_comma(anyarray, numeric, text) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_UTILITY.TABLE_TO_COMMA
-- why: the elements from 1 on up to one that is NULL or not there, with commas between them
-- example: CALL sct.dbms_utility_table_to_comma('{"(1,a)","(2,b)","(3,)"}'::public.sct_example_item[], NULL, NULL) => 2|a,b
-- example: CALL sct.dbms_utility_table_to_comma('{}'::public.sct_example_item[], NULL, NULL) => 0|<NULL>
CREATE OR REPLACE PROCEDURE sct.dbms_utility_table_to_comma(tab anyarray, INOUT tablen numeric, INOUT list text)
LANGUAGE plpgsql AS $$
BEGIN
  SELECT count(*), string_agg(v, ',' ORDER BY k) INTO tablen, list
  FROM (SELECT (one ->> 'k')::integer AS k, one ->> 'v' AS v, row_number() OVER (ORDER BY (one ->> 'k')::integer) AS n
        FROM jsonb_array_elements(to_jsonb(tab)) AS one
        WHERE (one ->> 'k')::integer > 0 AND nullif(one ->> 'v', '') IS NOT NULL) AS elements
  WHERE k = n;
END
$$;
