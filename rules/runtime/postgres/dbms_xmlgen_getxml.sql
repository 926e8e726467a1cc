-- name: dbms_xmlgen_getxml
-- signature: dbms_xmlgen_getxml(numeric, boolean) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_XMLGEN.GETXML; XML DB Developer's Guide, Generation of XML Data
-- why: the next rows of a context, as many as SETMAXROWS says, an element a row and an element a column; NULL of no rows. The second argument says whether the XML declaration stands in front
-- needs: date_to_text, dbms_sql_described, dbms_sql_execute, dbms_sql_keep, dbms_sql_parsed, dbms_sql_part, num_to_text, rawtohex, timestamp_to_text
-- example: sct.dbms_xmlgen_getxml(987654, true) => ERROR 34000: ORA-01001: invalid cursor
CREATE OR REPLACE FUNCTION sct.dbms_xmlgen_getxml(c numeric, declared boolean) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  number CONSTANT integer := sct.dbms_sql_parsed(c);
  most CONSTANT bigint := trunc(sct.dbms_sql_part(number, 'xml_max')::numeric);
  skipped CONSTANT bigint := coalesce(trunc(sct.dbms_sql_part(number, 'xml_skip')::numeric), 0);
  nulls CONSTANT integer := coalesce(trunc(sct.dbms_sql_part(number, 'xml_nulls')::numeric), 0);
  plain CONSTANT boolean := sct.dbms_sql_part(number, 'xml_plain') IS NOT NULL;
  rowset CONSTANT text := coalesce(sct.dbms_sql_part(number, 'xml_rowset_tag'), 'ROWSET');
  tag CONSTANT text := coalesce(sct.dbms_sql_part(number, 'xml_row_tag'), 'ROW');
  described jsonb;
  names text[];
  opened refcursor;
  one record;
  rows_made text := '';
  columns_made text;
  many bigint := 0;
BEGIN
  IF sct.dbms_sql_part(number, 'portal') IS NULL THEN
    PERFORM sct.dbms_sql_execute(c);
  END IF;
  described := sct.dbms_sql_described(number);
  opened := sct.dbms_sql_part(number, 'portal');
  IF jsonb_path_exists(described, '$[*] ? (@[1] == 109)') THEN
    RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = 'DBMS_XMLGEN of objects, collections and cursors is not emulated';
  END IF;
  -- what no name of XML may hold is written by its number
  names := ARRAY(SELECT (SELECT string_agg(CASE WHEN ch ~ '[[:alpha:]_]' OR (k > 1 AND ch ~ '[[:digit:].-]') THEN ch
                                                ELSE '_x' || pg_catalog.lpad(upper(to_hex(pg_catalog.ascii(ch))), 4, '0') || '_' END, '' ORDER BY k)
                         FROM regexp_split_to_table(d ->> 0, '') WITH ORDINALITY AS s (ch, k))
                 FROM jsonb_array_elements(described) WITH ORDINALITY AS t (d, n) ORDER BY n);
  MOVE FORWARD skipped IN opened;
  WHILE most IS NULL OR many < most LOOP
    FETCH opened INTO one;
    EXIT WHEN NOT FOUND;
    many := many + 1;
    SELECT string_agg(CASE WHEN written IS NOT NULL THEN
                                format(E'  <%1$s>%2$s</%1$s>\n', names[n],
                                       CASE WHEN plain THEN written
                                            ELSE pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(written,
                                                   '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;'), '''', '&apos;') END)
                           WHEN nulls = 1 THEN format(E'  <%s xsi:nil = "true"/>\n', names[n])
                           WHEN nulls = 2 THEN format(E'  <%s/>\n', names[n]) END, '' ORDER BY n)
    INTO columns_made
    FROM (SELECT n, CASE WHEN value = '' THEN NULL
                         WHEN code IN (2, 100, 101) THEN sct.num_to_text(value::numeric)
                         WHEN code = 12 THEN sct.date_to_text(value::timestamp)
                         WHEN code = 180 THEN sct.timestamp_to_text(value::timestamp)
                         WHEN code IN (181, 231) THEN sct.timestamp_to_text(value::timestamptz)
                         WHEN code IN (23, 113) THEN sct.rawtohex(value::bytea)
                         ELSE value END AS written
          FROM (SELECT n, value, (described -> (n - 1)::integer ->> 1)::integer AS code
                FROM json_each_text(row_to_json(one)) WITH ORDINALITY AS t (key, value, n)) AS found) AS texts;
    rows_made := rows_made || CASE WHEN tag = '-' THEN coalesce(columns_made, '')
                                   ELSE format(E' <%s>\n%s </%s>\n', tag, coalesce(columns_made, ''), tag) END;
  END LOOP;
  PERFORM sct.dbms_sql_keep(number, 'xml_done', many::text);
  IF many = 0 THEN
    RETURN NULL;
  END IF;
  RETURN CASE WHEN declared THEN E'<?xml version="1.0"?>\n' ELSE '' END
      || CASE WHEN rowset = '-' THEN rows_made
              ELSE format(E'<%s%s>\n%s</%s>\n', rowset, CASE WHEN nulls = 1 THEN ' xmlns:xsi = "http://www.w3.org/2001/XMLSchema-instance"' ELSE '' END, rows_made, rowset) END;
END
$$;
