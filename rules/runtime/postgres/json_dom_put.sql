-- name: json_dom_put
-- signature: json_dom_put(numeric, text, text, text) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, JSON Data Structures (put, append, remove, rename_key)
-- why: changes a value in the session's memory: put (a member, or an element whose place is overwritten), insert (an element in front of another), append, remove, rename
-- needs: json_dom_keep, json_dom_node, json_dom_place
-- example: CALL sct.json_dom_put(sct.json_dom_new('{o,a,1}'), 'put', 'b', '2') => OK
-- example: CALL sct.json_dom_put(sct.json_dom_new('{a}'), 'append', NULL, '2') => OK
-- example: CALL sct.json_dom_put(sct.json_dom_new('{o,a,1}'), 'rename', 'a', 'b') => OK
-- example: CALL sct.json_dom_put(sct.json_dom_new('{a,1}'), 'put', '5', '2') => ERROR 0A000: an element put behind the end of a JSON array
-- example: CALL sct.json_dom_put(sct.json_dom_new('{a}'), 'bytes', '0', NULL) => ERROR 0A000: what bytes are as a JSON value is not known
CREATE OR REPLACE PROCEDURE sct.json_dom_put(id numeric, action text, key text, value text)
LANGUAGE plpgsql AS $$
DECLARE
  node text[] := sct.json_dom_node(id);
  place CONSTANT integer := sct.json_dom_place(node, key);
  part CONSTANT text := coalesce(value, 'null');
BEGIN
  IF action = 'bytes' THEN
    RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = 'what bytes are as a JSON value is not known';
  ELSIF key IS NULL AND action <> 'append' THEN
    RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = 'what a JSON method does with a name that is NULL is not known';
  END IF;
  CASE
    WHEN action = 'append' THEN
      node := node || part;
    WHEN action = 'remove' THEN
      IF place IS NULL THEN
        RETURN;
      END IF;
      node := node[:place - CASE node[1] WHEN 'o' THEN 2 ELSE 1 END] || node[place + 1:];
    WHEN action = 'rename' THEN
      IF place IS NULL OR sct.json_dom_place(node, value) IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = 'a JSON member renamed that is not there, or to the name of another';
      END IF;
      node[place - 1] := value;
    WHEN action = 'put' AND place IS NOT NULL THEN
      node[place] := part;
    WHEN action = 'insert' AND place IS NOT NULL THEN
      node := node[:place - 1] || part || node[place:];
    WHEN node[1] = 'o' THEN
      node := node || ARRAY[key, part];
    WHEN key = (cardinality(node) - 1)::text THEN
      node := node || part;
    ELSE
      RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = 'an element put behind the end of a JSON array';
  END CASE;
  PERFORM sct.json_dom_keep(id, node);
END
$$;
