-- name: json_dom_parse
-- signature: json_dom_parse(text, text) returns numeric
-- source: Oracle Database PL/SQL Packages and Types Reference, JSON Data Structures (parse, constructors)
-- why: JSON text as a value in the session's memory, of the kind that is asked for (o, a); a scalar alone is not read, as before Oracle 21c
-- needs: json_dom_new, json_dom_parts, ora_sqlstate
-- example: sct.json_dom_text(sct.json_dom_parse('{ "a" : [ 1 ] }', 'o')) => {"a":[1]}
-- example: sct.json_dom_parse('[1]', 'o') => ERROR O0VBF: ORA-40587: invalid JSON type
-- example: sct.json_dom_parse('{', NULL) => ERROR O0V7D: ORA-40441: JSON syntax error
-- example: sct.json_dom_parse('5', NULL) => ERROR 0A000: a JSON scalar that is not in an object or array
CREATE OR REPLACE FUNCTION sct.json_dom_parse(doc text, kind text) RETURNS numeric
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE AS $$
DECLARE
  parts CONSTANT text[] := sct.json_dom_parts(doc);
BEGIN
  IF parts[1] = 's' THEN
    RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = 'a JSON scalar that is not in an object or array';
  ELSIF parts[1] <> kind THEN
    RAISE EXCEPTION USING ERRCODE = sct.ora_sqlstate(-40587), MESSAGE = 'ORA-40587: invalid JSON type';
  END IF;
  RETURN sct.json_dom_new(parts);
END
$$;
