-- name: dbms_sql_placed
-- signature: dbms_sql_placed(text, jsonb) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL.BIND_VARIABLE
-- why: a statement with texts in the places of its placeholders, by their names
-- example: sct.dbms_sql_placed('SELECT :a, '':b'', x::text, :A', '{"a": "$1"}') => SELECT $1, ':b', x::text, $1
CREATE OR REPLACE FUNCTION sct.dbms_sql_placed(statement text, placed jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT string_agg(CASE WHEN m[1] ~ '^:[A-Za-z0-9_]' THEN placed ->> lower(pg_catalog.substr(m[1], 2)) ELSE m[1] END, ''
                    ORDER BY n)
  FROM regexp_matches(statement,
         '(''[^'']*''|"[^"]*"|--[^\n]*|/\*.*?\*/|::|:=|:[A-Za-z0-9_$#]+|[^:''"/-]+|.)', 'g') WITH ORDINALITY AS t (m, n)
$$;
