-- name: dbms_sql_column_text
-- signature: dbms_sql_column_text(numeric, numeric, text, bigint) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL.COLUMN_VALUE; SQL Language Reference, Data Conversion
-- why: a column of a fetched row as the text of the type it was defined as; numbers, dates and bytes become text as Oracle writes them
-- needs: date_to_text, dbms_sql_cursor, dbms_sql_described, dbms_sql_part, dbms_sql_raise, num_to_text, rawtohex, substrb, text_to_date, text_to_num, timestamp_to_text
-- example: sct.dbms_sql_column_text(sct.dbms_sql_open_cursor(), 1, 'text', 1) => ERROR O00RZ: ORA-01007: variable not in select list
CREATE OR REPLACE FUNCTION sct.dbms_sql_column_text(c numeric, place numeric, kind text, n bigint) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  number CONSTANT integer := sct.dbms_sql_cursor(c);
  at CONSTANT integer := trunc(place);
  defined CONSTANT jsonb := sct.dbms_sql_part(number, 'defines')::jsonb -> at::text;
  fetched CONSTANT text[] := sct.dbms_sql_part(number, 'rows')::text[];
  code integer;
  value text;
BEGIN
  IF defined IS NULL THEN
    PERFORM sct.dbms_sql_raise(-1007, 'variable not in select list');
  ELSIF defined ->> 'kind' <> kind THEN
    PERFORM sct.dbms_sql_raise(-6562, 'type of out argument must match type of column or bind variable');
  ELSIF at > array_length(fetched, 2) THEN
    PERFORM sct.dbms_sql_raise(-1007, 'variable not in select list');
  ELSIF fetched IS NULL OR n > coalesce(array_length(fetched, 1), 0) THEN
    PERFORM sct.dbms_sql_raise(-1002, 'fetch out of sequence');
  END IF;
  value := nullif(fetched[n][at], '');
  IF value IS NULL THEN
    RETURN NULL;
  END IF;
  code := sct.dbms_sql_described(number) -> (at - 1) ->> 1;
  IF kind = 'text' THEN
    value := CASE WHEN code IN (2, 100, 101) THEN sct.num_to_text(value::numeric)
                  WHEN code = 12 THEN sct.date_to_text(value::timestamp)
                  WHEN code = 180 THEN sct.timestamp_to_text(value::timestamp)
                  WHEN code IN (181, 231) THEN sct.timestamp_to_text(value::timestamptz)
                  WHEN code IN (23, 113) THEN sct.rawtohex(value::bytea)
                  ELSE value END;
    RETURN CASE WHEN defined ->> 'size' IS NULL THEN value ELSE sct.substrb(value, 1, (defined ->> 'size')::numeric) END;
  ELSIF code IN (1, 96) AND kind = 'numeric' THEN
    RETURN sct.text_to_num(value)::text;
  ELSIF code IN (1, 96) AND kind = 'timestamp' THEN
    RETURN sct.text_to_date(value)::text;
  ELSIF (code IN (2, 100, 101)) <> (kind IN ('numeric', 'double precision')) OR (code IN (12, 180, 181, 231)) <> (kind LIKE 'timestamp%') THEN
    PERFORM sct.dbms_sql_raise(-932, 'inconsistent datatypes');
  END IF;
  RETURN value;
END
$$;
