-- name: dbms_sql_fetch_rows
-- signature: dbms_sql_fetch_rows(numeric) returns numeric
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL.FETCH_ROWS; Error Messages, ORA-01002
-- why: the next row, or as many as DEFINE_ARRAY says; how many there were. After the end, and before EXECUTE, ORA-01002
-- needs: dbms_sql_cursor, dbms_sql_keep, dbms_sql_part, dbms_sql_raise
-- example: sct.dbms_sql_fetch_rows(sct.dbms_sql_open_cursor()) => ERROR O00RU: ORA-01002: fetch out of sequence
CREATE OR REPLACE FUNCTION sct.dbms_sql_fetch_rows(c numeric) RETURNS numeric
LANGUAGE plpgsql AS $$
DECLARE
  number CONSTANT integer := sct.dbms_sql_cursor(c);
  opened CONSTANT refcursor := sct.dbms_sql_part(number, 'portal');
  before CONSTANT integer := coalesce(sct.dbms_sql_part(number, 'count')::integer, 0);
  wanted integer;
  one record;
  got text[] := '{}';
  fetched integer := 0;
BEGIN
  IF opened IS NULL OR sct.dbms_sql_part(number, 'done') IS NOT NULL THEN
    PERFORM sct.dbms_sql_raise(-1002, 'fetch out of sequence');
  END IF;
  SELECT coalesce(max((defined ->> 'count')::integer), 1) INTO wanted
  FROM jsonb_each(coalesce(sct.dbms_sql_part(number, 'defines')::jsonb, '{}')) AS t (place, defined);
  WHILE fetched < wanted LOOP
    FETCH opened INTO one;
    EXIT WHEN NOT FOUND;
    fetched := fetched + 1;
    got := got || ARRAY[ARRAY(SELECT value FROM json_each_text(row_to_json(one)) WITH ORDINALITY AS t (key, value, n) ORDER BY n)];
  END LOOP;
  PERFORM sct.dbms_sql_keep(number, 'rows', got::text), sct.dbms_sql_keep(number, 'before', before::text),
          sct.dbms_sql_keep(number, 'count', (before + fetched)::text), set_config('sct.cursors.fetched', (before + fetched)::text, false);
  IF fetched = 0 THEN
    PERFORM sct.dbms_sql_keep(number, 'done', 'yes');
  END IF;
  RETURN fetched;
END
$$;
