-- name: client_hold_cursor
-- signature: client_hold_cursor(refcursor, text) returns procedure
-- source: Oracle Database SQL*Plus User's Guide and Reference, About Using REFCURSOR Bind Variables
-- why: the rows left of an open cursor, kept under a name behind the end of the transaction
-- example: CALL sct.client_hold_cursor(NULL, 'rc') => <NULL>
-- example: CALL sct.client_hold_cursor('no such cursor', 'rc') => no such cursor
CREATE OR REPLACE PROCEDURE sct.client_hold_cursor(INOUT opened refcursor, name text)
LANGUAGE plpgsql AS $$
DECLARE
  one record;
  columns text[];
  types text[];
  kept json[] := '{}';
BEGIN
  IF opened::text = name OR NOT EXISTS (SELECT FROM pg_catalog.pg_cursors AS c WHERE c.name = opened::text) THEN
    RETURN;
  END IF;
  IF EXISTS (SELECT FROM pg_catalog.pg_cursors AS c WHERE c.name = client_hold_cursor.name) THEN
    EXECUTE format('CLOSE %I', name);
  END IF;
  FETCH opened INTO one;
  WHILE FOUND LOOP
    columns := coalesce(columns, ARRAY(SELECT k FROM json_object_keys(row_to_json(one)) WITH ORDINALITY AS t (k, n) ORDER BY n));
    kept := kept || array_to_json(ARRAY(SELECT value FROM json_each_text(row_to_json(one)) WITH ORDINALITY AS t (k, value, n) ORDER BY n));
    FETCH opened INTO one;
  END LOOP;
  columns := coalesce(columns, '{}');
  -- a record without a row still has its columns; only a block that names them can say their types
  PERFORM set_config('sct.cursors.types', '{}', false);
  EXECUTE format('DO %L', format('DECLARE c refcursor := %L; r record; BEGIN FETCH c INTO r; PERFORM set_config(''sct.cursors.types'', ARRAY[%s]::text[]::text, false); END',
    opened, (SELECT string_agg(format('pg_typeof(r.%I)::text', c), ', ' ORDER BY n) FROM unnest(columns) WITH ORDINALITY AS t (c, n))));
  types := current_setting('sct.cursors.types')::text[];
  CLOSE opened;
  -- a column whose name another one has, too, and what is no scalar stays text
  EXECUTE format('DECLARE %I CURSOR WITH HOLD FOR SELECT %s FROM unnest(%L::json[]) WITH ORDINALITY AS t (r, n) ORDER BY n', name,
    (SELECT coalesce(string_agg(format('(r ->> %s)::%s AS %I', n - 1,
       CASE WHEN (SELECT count(*) FROM unnest(columns) AS o WHERE o = c) = 1
                 AND EXISTS (SELECT FROM pg_catalog.pg_type AS y WHERE y.oid = types[n]::regtype AND y.typtype <> 'c' AND y.typcategory <> 'A')
            THEN types[n] ELSE 'text' END, c), ', ' ORDER BY n), 'NULL')
     FROM unnest(columns) WITH ORDINALITY AS t (c, n)), kept);
  opened := name;
END
$$;
