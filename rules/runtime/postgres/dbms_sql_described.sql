-- name: dbms_sql_described
-- signature: dbms_sql_described(integer) returns jsonb
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL.DESCRIBE_COLUMNS
-- why: of every column name, Oracle's number of the type, length, precision, scale, whether it may be NULL; found in PostgreSQL's types where the conversion did not say: a text without a length is VARCHAR2(4000), timestamp(0) is DATE, of a REF CURSOR's rows every timestamp is DATE
-- needs: dbms_sql_keep, dbms_sql_part, dbms_sql_placed, dbms_sql_placeholders
-- example: sct.dbms_sql_described(0) => []
CREATE OR REPLACE FUNCTION sct.dbms_sql_described(number integer) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  known jsonb := sct.dbms_sql_part(number, 'described')::jsonb;
  said CONSTANT jsonb := sct.dbms_sql_part(number, 'columns')::jsonb;
  binds CONSTANT jsonb := coalesce(sct.dbms_sql_part(number, 'binds')::jsonb, '{}');
  inferred CONSTANT text[] := sct.dbms_sql_part(number, 'inferred')::text[];
  query text := sct.dbms_sql_part(number, 'statement');
  of_rows CONSTANT text := sct.dbms_sql_part(number, 'portal');
  scheme text;
  names text[];
  bases text[];
BEGIN
  IF known IS NOT NULL THEN
    RETURN known;
  ELSIF sct.dbms_sql_part(number, 'kind') IS DISTINCT FROM 'query' THEN
    RETURN '[]';
  ELSIF said IS NOT NULL AND NOT jsonb_path_exists(said, '$[*] ? (@ == null || @[1] == null)') THEN
    RETURN said;
  END IF;
  IF query IS NULL THEN
    scheme := cursor_to_xmlschema(of_rows::refcursor, true, false, '')::text;
  ELSE
    query := sct.dbms_sql_placed(query, (SELECT jsonb_object_agg(name, format('(NULL%s)', '::' || coalesce(inferred[n], binds -> name ->> 'kind'))) FROM unnest(sct.dbms_sql_placeholders(query)) WITH ORDINALITY AS t (name, n)));
    EXECUTE format('DECLARE sct_described NO SCROLL CURSOR FOR %s', query);
    scheme := cursor_to_xmlschema('sct_described', true, false, '')::text;
    EXECUTE 'CLOSE sct_described';
  END IF;
  SELECT array_agg(m[1] ORDER BY n), array_agg(m[2] ORDER BY n) INTO names, bases
  FROM regexp_matches(scheme, '<xsd:element name="([^"]*)" type="([^"]*)" nillable', 'g') WITH ORDINALITY AS t (m, n);
  SELECT array_agg((SELECT string_agg(CASE WHEN p[1] ~ '^_x[0-9A-F]{4}_$' THEN pg_catalog.chr(('x' || pg_catalog.substr(p[1], 3, 4))::bit(16)::integer)
                                           ELSE p[1] END, '' ORDER BY k)
                    FROM regexp_matches(name, '(_x[0-9A-F]{4}_|.)', 'g') WITH ORDINALITY AS q (p, k)) ORDER BY n) INTO names
  FROM unnest(names) WITH ORDINALITY AS t (name, n);
  IF query IS NULL THEN
    SELECT jsonb_agg(jsonb_build_array(upper_name, code,
             CASE code WHEN 2 THEN 22 WHEN 12 THEN 7 WHEN 181 THEN 13 WHEN 100 THEN 4 WHEN 101 THEN 8 WHEN 183 THEN 11 ELSE 4000 END,
             0, CASE code WHEN 2 THEN -127 WHEN 181 THEN 6 ELSE 0 END, true) ORDER BY n) INTO known
    FROM (SELECT n, CASE WHEN name = lower(name) THEN upper(name) ELSE name END AS upper_name,
                 CASE WHEN base IN ('NUMERIC', 'INTEGER', 'SMALLINT', 'BIGINT') THEN 2 WHEN base IN ('TIMESTAMP', 'DATE') THEN 12
                      WHEN base = 'TIMESTAMP_WTZ' THEN 181 WHEN base = 'CHAR' THEN 96 WHEN base = 'REAL' THEN 100
                      WHEN base = 'DOUBLE' THEN 101 WHEN base LIKE '%.bytea' THEN 23 WHEN base LIKE '%.interval' THEN 183
                      WHEN base = 'VARCHAR' OR base LIKE '%.text' THEN 1 ELSE 109 END AS code
          FROM unnest(names, bases) WITH ORDINALITY AS t (name, base, n)) AS found;
  ELSE
    EXECUTE format('CREATE TEMPORARY VIEW sct_described (%s) AS %s',
      (SELECT string_agg('c' || n, ', ' ORDER BY n) FROM generate_series(1, cardinality(names)) AS n), query);
    SELECT jsonb_agg(coalesce(CASE WHEN said -> (place - 1) -> 1 <> 'null' THEN said -> (place - 1) END, jsonb_build_array(coalesce(said -> (place - 1) ->> 0, upper_name), code,
             CASE WHEN code = 2 THEN 22 WHEN code = 12 THEN 7 WHEN code = 180 THEN 11 WHEN code = 181 THEN 13 WHEN code = 100 THEN 4
                  WHEN code = 101 THEN 8 WHEN code = 183 THEN 11 ELSE coalesce(information_schema._pg_char_max_length(base, modifier), 4000) END,
             CASE WHEN base = 'int2'::regtype THEN 4 WHEN base = 'int4'::regtype THEN 9 WHEN base = 'int8'::regtype THEN 18
                  WHEN code = 2 THEN coalesce(information_schema._pg_numeric_precision(base, modifier), 0) ELSE 0 END,
             CASE WHEN base = 'numeric'::regtype THEN coalesce(information_schema._pg_numeric_scale(base, modifier), -127)
                  WHEN code IN (180, 181) THEN coalesce(nullif(modifier, -1), 6) ELSE 0 END, true)) ORDER BY place) INTO known
    FROM (SELECT attnum::integer AS place, atttypid AS base, atttypmod AS modifier,
                 CASE WHEN names[attnum] = lower(names[attnum]) THEN upper(names[attnum]) ELSE names[attnum] END AS upper_name,
                 CASE WHEN atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'numeric'::regtype) THEN 2
                      WHEN atttypid = 'timestamp'::regtype THEN CASE WHEN atttypmod = 0 THEN 12 ELSE 180 END
                      WHEN atttypid = 'date'::regtype THEN 12 WHEN atttypid = 'timestamptz'::regtype THEN 181
                      WHEN atttypid = 'bpchar'::regtype THEN 96 WHEN atttypid = 'float4'::regtype THEN 100
                      WHEN atttypid = 'float8'::regtype THEN 101 WHEN atttypid = 'bytea'::regtype THEN 23
                      WHEN atttypid = 'interval'::regtype THEN 183
                      WHEN atttypid IN ('varchar'::regtype, 'text'::regtype) THEN 1 ELSE 109 END AS code
          FROM pg_catalog.pg_attribute WHERE attrelid = to_regclass('pg_temp.sct_described') AND attnum > 0) AS found;
    EXECUTE 'DROP VIEW pg_temp.sct_described';
  END IF;
  PERFORM sct.dbms_sql_keep(number, 'described', known::text);
  RETURN known;
END
$$;
