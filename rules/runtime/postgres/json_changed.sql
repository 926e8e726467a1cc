-- name: json_changed
-- signature: json_changed(text, text, text, text) returns text
-- signature: json_changed(json, text[], text, text) returns json
-- source: Oracle Database SQL Language Reference, JSON_TRANSFORM
-- why: one operation of JSON_TRANSFORM on a path of names and subscripts: set, insert, replace, append, prepend, remove, rename; members keep their order. Raises an error where the operation's default says so
-- needs: json_checked, json_compact, json_keys
-- example: sct.json_changed('{"a":1,"b":2}'::text, 'set', '$.a', '5') => {"a":5,"b":2}
-- example: sct.json_changed('{"a":1}'::text, 'set', '$.c', '"x"') => {"a":1,"c":"x"}
-- example: sct.json_changed('{"a":{"b":1}}'::text, 'set', '$.a.c', NULL) => {"a":{"b":1,"c":null}}
-- example: sct.json_changed('{"a":1,"b":2}'::text, 'remove', '$.a', NULL) => {"b":2}
-- example: sct.json_changed('{"a":1}'::text, 'remove', '$.x', NULL) => {"a":1}
-- example: sct.json_changed('{"a":[1,2,3]}'::text, 'remove', '$.a[1]', NULL) => {"a":[1,3]}
-- example: sct.json_changed('{"a":[1,2]}'::text, 'append', '$.a', '3') => {"a":[1,2,3]}
-- example: sct.json_changed('{"a":[1,2]}'::text, 'prepend', '$.a', '0') => {"a":[0,1,2]}
-- example: sct.json_changed('{"a":1,"b":2}'::text, 'rename', '$.a', 'z') => {"z":1,"b":2}
-- example: sct.json_changed('{"a":1}'::text, 'replace', '$.x', '7') => {"a":1}
-- example: sct.json_changed('{"a":1}'::text, 'insert', '$.b', '7') => {"a":1,"b":7}
-- example: sct.json_changed('{"a":1}'::text, 'insert', '$.a', '7') => ERROR 22030: ORA-40763: existing value in the JSON path
-- example: sct.json_changed('nope'::text, 'set', '$.a', '7') => ERROR 22032: ORA-40441: JSON syntax error
-- example: sct.json_changed(NULL::text, 'set', '$.a', '7') => <NULL>
CREATE OR REPLACE FUNCTION sct.json_changed(doc json, keys text[], action text, given text) RETURNS json
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  kind CONSTANT text := json_typeof(doc);
  there CONSTANT boolean := cardinality(keys) > 0 AND doc -> keys[1] IS NOT NULL OR kind = 'array' AND doc #> keys[1:1] IS NOT NULL;
  new CONSTANT text := coalesce(given, 'null');
  last CONSTANT boolean := cardinality(keys) = 1;
  piece text;
BEGIN
  IF doc IS NULL THEN
    RETURN NULL;
  ELSIF cardinality(keys) = 0 THEN
    IF action IN ('append', 'prepend') AND kind = 'array' THEN
      RETURN '[' || concat_ws(',', CASE action WHEN 'prepend' THEN new END,
        (SELECT string_agg(e.value::text, ',' ORDER BY e.n) FROM json_array_elements(doc) WITH ORDINALITY AS e(value, n)),
        CASE action WHEN 'append' THEN new END) || ']';
    ELSIF action IN ('set', 'replace') THEN
      RETURN new;
    END IF;
    RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = 'JSON_TRANSFORM: ' || action || ' of what is no array';
  ELSIF last AND there AND action = 'insert' AND kind = 'object' THEN
    RAISE EXCEPTION USING ERRCODE = '22030', MESSAGE = 'ORA-40763: existing value in the JSON path';
  ELSIF NOT there THEN
    IF action IN ('remove', 'replace', 'rename') THEN
      RETURN doc;
    ELSIF last AND kind = 'object' AND action IN ('set', 'insert') THEN
      RETURN '{' || concat_ws(',', (SELECT string_agg(to_json(e.key)::text || ':' || e.value, ',' ORDER BY e.n)
        FROM json_each(doc) WITH ORDINALITY AS e(key, value, n)), to_json(keys[1])::text || ':' || new) || '}';
    END IF;
    RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = 'JSON_TRANSFORM: ' || action || ' where the path finds nothing';
  END IF;
  piece := CASE
    WHEN last AND action IN ('remove', 'rename') THEN NULL
    WHEN last AND action IN ('set', 'replace') THEN new
    WHEN last AND action = 'insert' THEN new || ',' || (doc #> keys[1:1])::text
    ELSE sct.json_changed(doc #> keys[1:1], keys[2:], action, given)::text END;
  IF kind = 'array' THEN
    RETURN '[' || coalesce((SELECT string_agg(CASE WHEN e.n = keys[1]::integer + 1 THEN piece ELSE e.value::text END, ',' ORDER BY e.n)
      FROM json_array_elements(doc) WITH ORDINALITY AS e(value, n)
     WHERE piece IS NOT NULL OR e.n <> keys[1]::integer + 1), '') || ']';
  END IF;
  RETURN '{' || coalesce((SELECT string_agg(CASE WHEN e.key <> keys[1] THEN to_json(e.key)::text || ':' || e.value
        WHEN last AND action = 'rename' THEN to_json(given)::text || ':' || e.value
        ELSE to_json(e.key)::text || ':' || piece END, ',' ORDER BY e.n)
    FROM json_each(doc) WITH ORDINALITY AS e(key, value, n)
   WHERE NOT (last AND action = 'remove' AND e.key = keys[1])), '') || '}';
END
$$;
CREATE OR REPLACE FUNCTION sct.json_changed(doc text, action text, path text, given text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL UNSAFE AS $$
BEGIN
  RETURN sct.json_compact(sct.json_changed(sct.json_checked(doc), sct.json_keys(path), action, given));
END
$$;
