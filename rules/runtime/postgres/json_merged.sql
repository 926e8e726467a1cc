-- name: json_merged
-- signature: json_merged(text, text) returns text
-- signature: json_merged(json, json) returns json
-- source: Oracle Database SQL Language Reference, JSON_MERGEPATCH; RFC 7396
-- why: members of the patch replace or join the document's, null takes them away; anything but an object replaces it. NULL, or NULL ON ERROR for what is no document
-- needs: json_compact
-- example: sct.json_merged('{"a":1,"b":{"c":2,"d":3}}'::text, '{"a":9,"b":{"c":null,"e":5}}'::text) => {"a":9,"b":{"d":3,"e":5}}
-- example: sct.json_merged('{"a":1}'::text, '[1,2]'::text) => [1,2]
-- example: sct.json_merged('[1]'::text, '{"a":{"b":1,"c":null}}'::text) => {"a":{"b":1}}
-- example: sct.json_merged('{"a":[{"b":"c"}]}'::text, '{"a":[1]}'::text) => {"a":[1]}
-- example: sct.json_merged('nope'::text, '{}'::text) => <NULL>
-- example: sct.json_merged(NULL::text, '{}'::text) => <NULL>
CREATE OR REPLACE FUNCTION sct.json_merged(target json, patch json) RETURNS json
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  old CONSTANT json := CASE WHEN json_typeof(target) = 'object' THEN target ELSE '{}'::json END;
BEGIN
  IF json_typeof(patch) <> 'object' THEN
    RETURN patch;
  END IF;
  RETURN (SELECT '{' || coalesce(string_agg(to_json(m.key)::text || ':' || m.value, ',' ORDER BY m.part, m.n), '') || '}'
    FROM (SELECT 1 AS part, o.n, o.key,
                 CASE WHEN p.key IS NULL THEN o.value ELSE sct.json_merged(o.value, p.value) END::text AS value
            FROM json_each(old) WITH ORDINALITY AS o(key, value, n)
            LEFT JOIN json_each(patch) AS p ON p.key = o.key
           WHERE p.key IS NULL OR json_typeof(p.value) <> 'null'
          UNION ALL
          SELECT 2, p.n, p.key, sct.json_merged(NULL, p.value)::text
            FROM json_each(patch) WITH ORDINALITY AS p(key, value, n)
           WHERE json_typeof(p.value) <> 'null' AND NOT EXISTS (SELECT FROM json_each(old) AS o WHERE o.key = p.key)) AS m)::json;
END
$$;
CREATE OR REPLACE FUNCTION sct.json_merged(target text, patch text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL UNSAFE AS $$
BEGIN
  IF nullif(target, '') IS NULL OR nullif(patch, '') IS NULL THEN
    RETURN NULL;
  END IF;
  RETURN sct.json_compact(sct.json_merged(target::json, patch::json));
EXCEPTION
  WHEN data_exception THEN
    RETURN NULL;  -- NULL ON ERROR
END
$$;
