-- name: json_keys
-- signature: json_keys(text) returns text[]
-- source: Oracle Database JSON Developer's Guide, SQL/JSON Path Expressions
-- why: the steps of a path made only of names and subscripts, for the #> operator of json (which keeps the text and the order of members); NULL for any other path
-- example: sct.json_keys('$.a.b[0]') => {a,b,0}
-- example: sct.json_keys('$') => {}
-- example: sct.json_keys('$.a[*]') => <NULL>
-- example: sct.json_keys('$."a b"') => <NULL>
CREATE OR REPLACE FUNCTION sct.json_keys(path text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN path ~ '^\$(\.[A-Za-z_][A-Za-z0-9_]*|\[[0-9]+\])*$'
            THEN coalesce((SELECT array_agg(m[1] ORDER BY n)
                             FROM regexp_matches(path, '([A-Za-z0-9_]+)', 'g') WITH ORDINALITY AS t(m, n)), '{}') END
$$;
