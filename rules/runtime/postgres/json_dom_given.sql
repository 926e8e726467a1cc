-- name: json_dom_given
-- signature: json_dom_given(numeric) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, JSON Data Structures (put and append of an element)
-- why: what stands in a value for another that is put into it: a copy that knows what it was copied from (json_dom_node says why)
-- needs: json_dom_new, json_dom_node
-- example: sct.json_dom_given(sct.json_dom_new('{s,5}')) => 5
-- example: sct.json_dom_given(sct.json_dom_new('{o}')) like '#%' => true
CREATE OR REPLACE FUNCTION sct.json_dom_given(id numeric) RETURNS text
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE AS $$
DECLARE
  dom CONSTANT regclass := to_regclass('pg_temp.sct_json_dom');
  node text[];
  made numeric;
BEGIN
  IF id IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = 'what a JSON element that is NULL puts is not known';
  END IF;
  node := sct.json_dom_node(id);
  IF node[1] = 's' THEN
    RETURN node[2];
  END IF;
  FOR i IN 2 .. cardinality(node) LOOP
    IF (node[1] = 'a' OR i % 2 = 1) AND node[i] LIKE '#%' THEN
      node[i] := sct.json_dom_given(pg_catalog.substr(node[i], 2)::numeric);
    END IF;
  END LOOP;
  made := sct.json_dom_new(node);
  EXECUTE format('UPDATE %1$s SET twins = coalesce(twins, id) WHERE id = $1', dom) USING id::bigint;
  EXECUTE format('UPDATE %1$s SET twins = (SELECT d.twins FROM %1$s d WHERE d.id = $1) WHERE id = $2', dom) USING id::bigint, made::bigint;
  RETURN '#' || made;
END
$$;
