-- name: object_name
-- signature: object_name(text, boolean) returns text
-- source: Oracle Database SQL Language Reference, Database Object Naming Rules; Schema Object Names and Qualifiers
-- why: a name that only run time knows, put into DDL: EMP, emp and "EMP" are emp here, "Emp" keeps its case, and what is a word of the target's language is quoted; a text that is more than a name is left as it is
-- example: sct.object_name('EMP') => emp
-- example: sct.object_name('hr.Emp') => hr.emp
-- example: sct.object_name('"EMP"') => emp
-- example: sct.object_name('"Emp"') => "Emp"
-- example: sct.object_name(' "HR" . "My Table" ') => hr."My Table"
-- example: sct.object_name('limit') => "limit"
-- example: sct.object_name('emp#') => "emp#"
-- example: sct.object_name('emp CASCADE CONSTRAINTS') => emp CASCADE CONSTRAINTS
-- example: sct.object_name('EMP', true) => emp
-- example: sct.object_name('emp', true) => emp
-- example: sct.object_name('Emp Old', true) => "Emp Old"
-- example: sct.object_name(NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.object_name(name text, in_quotes boolean DEFAULT false) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE
  WHEN in_quotes THEN
    quote_ident(CASE WHEN name ~ '^[A-Z][A-Z0-9_$#]*$' THEN lower(name) ELSE name END)
  WHEN name ~ '^\s*("[^"]+"|[[:alpha:]][[:alnum:]_$#]*)(\s*\.\s*("[^"]+"|[[:alpha:]][[:alnum:]_$#]*))*\s*$' THEN
    (SELECT string_agg(
       quote_ident(CASE
         WHEN part[1] NOT LIKE '"%' THEN lower(part[1])
         WHEN btrim(part[1], '"') ~ '^[A-Z][A-Z0-9_$#]*$' THEN lower(btrim(part[1], '"'))
         ELSE btrim(part[1], '"')
       END), '.' ORDER BY place)
     FROM regexp_matches(name, '"[^"]+"|[[:alnum:]_$#]+', 'g') WITH ORDINALITY AS found(part, place))
  ELSE name
END
$$;
