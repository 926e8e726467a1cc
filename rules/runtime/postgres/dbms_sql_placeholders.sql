-- name: dbms_sql_placeholders
-- signature: dbms_sql_placeholders(text) returns text[]
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL.BIND_VARIABLE: a placeholder is bound by its name
-- why: the names of a statement's placeholders, each once, folded
-- example: sct.dbms_sql_placeholders('SELECT :a, '':b'', x::text, :A FROM t WHERE c > :c -- :d') => {a,c}
-- example: sct.dbms_sql_placeholders('SELECT 1') => {}
CREATE OR REPLACE FUNCTION sct.dbms_sql_placeholders(statement text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(name ORDER BY place), '{}')
  FROM (SELECT lower(pg_catalog.substr(m[1], 2)) AS name, min(n) AS place
        FROM regexp_matches(statement,
               '(''[^'']*''|"[^"]*"|--[^\n]*|/\*.*?\*/|::|:=|:[A-Za-z0-9_$#]+|[^:''"/-]+|.)', 'g') WITH ORDINALITY AS t (m, n)
        WHERE m[1] ~ '^:[A-Za-z0-9_]'
        GROUP BY 1) AS found
$$;
