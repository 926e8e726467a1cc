-- name: dbms_sql_value
-- signature: dbms_sql_value(bigint, text, text) returns text
-- source: Oracle Database SQL Language Reference, Implicit Data Conversion
-- why: what stands in the place of a placeholder: a text where a number, a date or bytes are wanted is converted as Oracle does
-- needs: hextoraw, text_to_date, text_to_num
-- example: sct.dbms_sql_value(2, 'numeric', 'numeric') => (($1)[2]::numeric)
-- example: sct.dbms_sql_value(1, 'text', 'numeric') => sct.text_to_num(($1)[1])
-- example: sct.dbms_sql_value(1, 'text', 'timestamp without time zone') => sct.text_to_date(($1)[1])
-- example: sct.dbms_sql_value(1, 'text', NULL) => (($1)[1]::text)
CREATE OR REPLACE FUNCTION sct.dbms_sql_value(n bigint, kind text, wanted text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT format(CASE WHEN kind <> 'text' OR wanted IS NULL THEN '(($1)[%s]::%s)'
                   WHEN wanted IN ('numeric', 'smallint', 'integer', 'bigint') THEN 'sct.text_to_num(($1)[%s])'
                   WHEN wanted LIKE 'timestamp without%' THEN 'sct.text_to_date(($1)[%s])'
                   WHEN wanted = 'bytea' THEN 'sct.hextoraw(($1)[%s])'
                   ELSE '(($1)[%s]::%s)' END, n, kind)
$$;
