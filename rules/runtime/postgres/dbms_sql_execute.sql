-- name: dbms_sql_execute
-- signature: dbms_sql_execute(numeric) returns numeric
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL.EXECUTE
-- why: rows changed by a DML statement; a query is opened with the values bound now
-- needs: dbms_sql_keep, dbms_sql_names, dbms_sql_outputs, dbms_sql_parsed, dbms_sql_part, dbms_sql_placed, dbms_sql_placeholders, dbms_sql_raise, dbms_sql_value
-- example: sct.dbms_sql_execute(sct.dbms_sql_open_cursor()) => ERROR O00RV: ORA-01003: no statement parsed
CREATE OR REPLACE FUNCTION sct.dbms_sql_execute(c numeric) RETURNS numeric
LANGUAGE plpgsql AS $$
DECLARE
  number CONSTANT integer := sct.dbms_sql_parsed(c);
  kind CONSTANT text := sct.dbms_sql_part(number, 'kind');
  statement text := sct.dbms_sql_part(number, 'statement');
  returned text[] := sct.dbms_sql_part(number, 'returning')::text[];
  names CONSTANT text[] := CASE WHEN kind <> 'block' THEN sct.dbms_sql_placeholders(statement) ELSE sct.dbms_sql_names(number) END;
  binds jsonb := coalesce(sct.dbms_sql_part(number, 'binds')::jsonb, '{}');
  portal text := sct.dbms_sql_part(number, 'portal');
  inferred CONSTANT text[] := sct.dbms_sql_part(number, 'inferred')::text[];
  indices integer[];
  at integer;
  given text[];
  gives jsonb := '[]';
  one json;
  o1 text;
  o2 text;
  o3 text;
  o4 text;
  o5 text;
  o6 text;
  o7 text;
  o8 text;
  results text[];
  changed bigint;
  total bigint := 0;
BEGIN
  IF NOT binds ?& names OR NOT binds ?& coalesce(returned, '{}') THEN
    PERFORM sct.dbms_sql_raise(-1008, 'not all variables bound');
  END IF;
  IF kind = 'done' THEN
    RETURN 0;
  ELSIF kind = 'block' THEN
    PERFORM set_config('sct.cursors.running', number::text, false);
    EXECUTE statement;
    RETURN 1;
  ELSIF statement IS NULL THEN
    RETURN 0;  -- the rows of a REF CURSOR are there already
  END IF;
  statement := sct.dbms_sql_placed(statement, (SELECT jsonb_object_agg(name, sct.dbms_sql_value(n, binds -> name ->> 'kind', inferred[n]))
                                               FROM unnest(names) WITH ORDINALITY AS t (name, n)));
  IF kind IN ('call', 'function') THEN
    given := ARRAY(SELECT binds -> name ->> 'value' FROM unnest(names) WITH ORDINALITY AS t (name, n) ORDER BY n);
    IF kind = 'function' THEN
      EXECUTE format('SELECT ARRAY[(%s)::text]', statement) INTO results USING given;
    ELSE
      returned := sct.dbms_sql_outputs(sct.dbms_sql_part(number, 'statement'));
      EXECUTE statement INTO o1, o2, o3, o4, o5, o6, o7, o8 USING given;
      results := ARRAY[o1, o2, o3, o4, o5, o6, o7, o8];
    END IF;
    FOR at IN 1 .. coalesce(cardinality(returned), 0) LOOP
      binds := jsonb_set(binds, ARRAY[returned[at]], (binds -> returned[at]) || jsonb_build_object('value', results[at]));
    END LOOP;
    PERFORM sct.dbms_sql_keep(number, 'binds', binds::text);
    RETURN 1;
  ELSIF kind = 'query' THEN
    given := ARRAY(SELECT binds -> name ->> 'value' FROM unnest(names) WITH ORDINALITY AS t (name, n) ORDER BY n);
    IF EXISTS (SELECT FROM pg_catalog.pg_cursors WHERE name = portal) THEN
      EXECUTE format('CLOSE %I', portal);
    END IF;
    portal := 'sct_cursor_' || coalesce(nullif(current_setting('sct.cursors.executed', true), ''), '0')::integer + 1;
    PERFORM set_config('sct.cursors.executed', pg_catalog.substr(portal, 12), false);
    BEGIN
      EXECUTE format('DECLARE %I NO SCROLL CURSOR WITH HOLD FOR %s', portal, statement) USING given;
    EXCEPTION
      WHEN feature_not_supported THEN  -- FOR UPDATE: Oracle's does not outlive a COMMIT either
        EXECUTE format('DECLARE %I NO SCROLL CURSOR FOR %s', portal, statement) USING given;
    END;
    PERFORM sct.dbms_sql_keep(number, 'portal', portal), sct.dbms_sql_keep(number, 'rows', NULL),
            sct.dbms_sql_keep(number, 'count', NULL), sct.dbms_sql_keep(number, 'done', NULL);
    RETURN 0;
  END IF;
  -- every index that all bound collections have; once where there are none
  SELECT array_agg(k ORDER BY k) INTO indices
  FROM (SELECT k::integer AS k FROM jsonb_each(binds) AS b (name, bound), jsonb_object_keys(bound -> 'several') AS k
        WHERE name = ANY (names)
        GROUP BY k HAVING count(*) = (SELECT count(*) FROM jsonb_each(binds) AS b (name, bound) WHERE bound ? 'several' AND name = ANY (names))) AS found;
  IF indices IS NULL THEN
    indices := CASE WHEN EXISTS (SELECT FROM jsonb_each(binds) AS b (name, bound) WHERE bound ? 'several' AND name = ANY (names))
                    THEN '{}' ELSE ARRAY[NULL::integer] END;
  END IF;
  FOREACH at IN ARRAY indices LOOP
    given := ARRAY(SELECT coalesce(binds -> name ->> 'value', binds -> name -> 'several' ->> at::text)
                   FROM unnest(names) WITH ORDINALITY AS t (name, n) ORDER BY n);
    IF returned IS NULL THEN
      EXECUTE statement USING given;
      GET DIAGNOSTICS changed = ROW_COUNT;
      total := total + changed;
    ELSE
      FOR one IN EXECUTE format('WITH sct_changed AS (%s) SELECT row_to_json(sct_changed) FROM sct_changed', statement) USING given LOOP
        total := total + 1;
        gives := gives || jsonb_build_array((SELECT jsonb_agg(value ORDER BY n)
                                             FROM json_each_text(one) WITH ORDINALITY AS t (key, value, n)));
      END LOOP;
    END IF;
  END LOOP;
  FOR at IN 1 .. coalesce(cardinality(returned), 0) LOOP
    binds := jsonb_set(binds, ARRAY[returned[at]], (binds -> returned[at]) || jsonb_build_object(
      'value', gives -> -1 -> (at - 1), 'rows', (SELECT coalesce(jsonb_agg(each -> (at - 1) ORDER BY n), '[]')
                                                 FROM jsonb_array_elements(gives) WITH ORDINALITY AS t (each, n))));
  END LOOP;
  IF returned IS NOT NULL THEN
    PERFORM sct.dbms_sql_keep(number, 'binds', binds::text);
  END IF;
  RETURN total;
END
$$;
