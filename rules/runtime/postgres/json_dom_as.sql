-- name: json_dom_as
-- signature: json_dom_as(text, text) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, JSON Data Structures (get_String, get_Number, to_Boolean …)
-- why: a scalar as text of a type; NULL where it is none, as without on_Error; conversions that the manual does not describe are an error
-- needs: json_moment
-- example: sct.json_dom_as('string', '"x"') => x
-- example: sct.json_dom_as('string', '1.5') => 1.5
-- example: sct.json_dom_as('string', '[1]') => <NULL>
-- example: sct.json_dom_as('string', 'null') => <NULL>
-- example: sct.json_dom_as('number', '149.99') => 149.99
-- example: sct.json_dom_as('number', '"x"') => <NULL>
-- example: sct.json_dom_as('number', '"5"') => ERROR 0A000: whether a JSON text that looks like one is taken for a number or a truth value is not known
-- example: sct.json_dom_as('boolean', 'true') => true
-- example: sct.json_dom_as('timestamp', '"2024-03-05T10:20:30"') => 2024-03-05 10:20:30
-- example: sct.json_dom_as('date', '"2024-03-05T10:20:30"') => 2024-03-05 00:00:00
CREATE OR REPLACE FUNCTION sct.json_dom_as(type text, part text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL UNSAFE AS $$
DECLARE
  kind CONSTANT text := json_typeof(part::json);
  held CONSTANT text := part::json #>> '{}';
BEGIN
  IF kind IS NULL OR kind IN ('object', 'array', 'null') THEN
    RETURN NULL;
  ELSIF type = 'string' THEN
    RETURN nullif(held, '');
  ELSIF type IN ('number', 'boolean') THEN
    IF kind = type THEN
      RETURN held;
    ELSIF kind = 'string' AND (lower(held) IN ('true', 'false') OR held ~ '^\s*[-+]?[0-9.]+([eE][-+]?[0-9]+)?\s*$') THEN
      RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = 'whether a JSON text that looks like one is taken for a number or a truth value is not known';
    END IF;
    RETURN NULL;
  ELSIF kind <> 'string' THEN
    RETURN NULL;
  ELSIF held ~ '(Z|[-+][0-9]{2}:?[0-9]{2})$' AND held ~ 'T' THEN
    RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = 'a moment with a time zone in a JSON value';
  END IF;
  RETURN CASE type WHEN 'date' THEN date_trunc('day', sct.json_moment(held)) ELSE sct.json_moment(held) END::text;
END
$$;
