-- name: json_dom_place
-- signature: json_dom_place(text[], text) returns integer
-- source: Oracle Database PL/SQL Packages and Types Reference, JSON Data Structures
-- why: where the value of a member's name, or of an element's position from 0, stands among the parts of a value
-- example: sct.json_dom_place('{o,a,1,b,2}', 'b') => 5
-- example: sct.json_dom_place('{o,a,1}', 'x') => <NULL>
-- example: sct.json_dom_place('{o,a,b}', 'b') => <NULL>
-- example: sct.json_dom_place('{a,7,8}', '0') => 2
-- example: sct.json_dom_place('{a,7,8}', '2') => <NULL>
CREATE OR REPLACE FUNCTION sct.json_dom_place(node text[], key text) RETURNS integer
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  at integer := 0;
BEGIN
  IF node[1] = 'o' THEN
    LOOP
      at := array_position(node, key, at + 1);
      -- names stand at even places; a value that looks like the name is passed over
      IF at IS NULL OR (at % 2 = 0 AND at > 1) THEN
        RETURN at + 1;
      END IF;
    END LOOP;
  ELSIF node[1] = 'a' AND key ~ '^[0-9]{1,9}$' AND key::integer < cardinality(node) - 1 THEN
    RETURN key::integer + 2;
  END IF;
  RETURN NULL;
END
$$;
