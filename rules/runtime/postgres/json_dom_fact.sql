-- name: json_dom_fact
-- signature: json_dom_fact(text, text) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, JSON Data Structures (get_Type, is_String …)
-- why: what a JSON text is: its kind, in the words of get_Type or of JSON itself
-- example: sct.json_dom_fact('type', '{}') => OBJECT
-- example: sct.json_dom_fact('type', '5') => SCALAR
-- example: sct.json_dom_fact('type', NULL) => <NULL>
-- example: sct.json_dom_fact('kind', '"x"') => string
CREATE OR REPLACE FUNCTION sct.json_dom_fact(asked text, part text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN asked = 'kind' THEN json_typeof(part::json)
            WHEN part IS NULL THEN NULL
            WHEN left(part, 1) = '{' THEN 'OBJECT' WHEN left(part, 1) = '[' THEN 'ARRAY' ELSE 'SCALAR' END
$$;
