-- name: json_dom_get
-- signature: json_dom_get(numeric, text) returns numeric
-- source: Oracle Database PL/SQL Packages and Types Reference, JSON Data Structures (get: objects and arrays by reference, scalars as copies)
-- why: the number of a member's or element's value, through which it can be changed where it stands
-- needs: json_dom_new, json_dom_node, json_dom_parts, json_dom_place
-- example: sct.json_dom_text(sct.json_dom_get(sct.json_dom_new('{o,a,"[1,2]"}'), 'a')) => [1,2]
-- example: sct.json_dom_get(sct.json_dom_new('{o,a,1}'), 'x') => <NULL>
CREATE OR REPLACE FUNCTION sct.json_dom_get(id numeric, key text) RETURNS numeric
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE AS $$
DECLARE
  dom CONSTANT regclass := to_regclass('pg_temp.sct_json_dom');
  node CONSTANT text[] := sct.json_dom_node(id);
  place CONSTANT integer := sct.json_dom_place(node, key);
  part CONSTANT text := node[place];
  kin bigint[];
  family bigint;
  made numeric;
  result numeric;
BEGIN
  IF part IS NULL THEN
    RETURN NULL;
  ELSIF part LIKE '#%' THEN
    RETURN pg_catalog.substr(part, 2)::numeric;
  ELSIF left(part, 1) NOT IN ('{', '[') THEN
    RETURN sct.json_dom_new(ARRAY['s', part]);
  END IF;
  EXECUTE format('SELECT array_agg(d.id) FROM %1$s d WHERE d.id = $1 OR d.twins ='
    ' (SELECT e.twins FROM %1$s e WHERE e.id = $1)', dom) INTO kin USING id::bigint;
  -- what may be the same value has parts that may be the same
  FOR i IN 1 .. cardinality(kin) LOOP
    made := sct.json_dom_new(sct.json_dom_parts(part));
    IF cardinality(kin) > 1 THEN
      family := coalesce(family, made::bigint);
      EXECUTE format('UPDATE %1$s SET twins = $2 WHERE id = $1', dom) USING made::bigint, family;
    END IF;
    EXECUTE format('UPDATE %1$s SET parts[$2] = $3 WHERE id = $1', dom) USING kin[i], place, '#' || made;
    IF kin[i] = id::bigint THEN
      result := made;
    END IF;
  END LOOP;
  RETURN result;
END
$$;
