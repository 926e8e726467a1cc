-- name: json_kept
-- signature: json_kept(text, text[]) returns text
-- source: Oracle Database SQL Language Reference, JSON_TRANSFORM (KEEP)
-- why: the members that the paths find, in their order; paths of one name each
-- needs: json_checked, json_compact, json_keys
-- example: sct.json_kept('{"a":1,"b":2,"c":3}', '{$.c,$.a}') => {"a":1,"c":3}
-- example: sct.json_kept('{"a":1}', '{$.x}') => {}
-- example: sct.json_kept('[1]', '{$.x}') => ERROR 0A000
CREATE OR REPLACE FUNCTION sct.json_kept(doc text, paths text[]) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL UNSAFE AS $$
DECLARE
  parsed CONSTANT json := sct.json_checked(doc);
BEGIN
  IF json_typeof(parsed) <> 'object' THEN
    RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = 'JSON_TRANSFORM: KEEP of what is no object';
  END IF;
  RETURN CASE WHEN parsed IS NOT NULL THEN (SELECT '{' || coalesce(string_agg(to_json(e.key)::text || ':' || sct.json_compact(e.value), ',' ORDER BY e.n), '') || '}'
    FROM json_each(parsed) WITH ORDINALITY AS e(key, value, n)
   WHERE e.key IN (SELECT (sct.json_keys(p))[1] FROM unnest(paths) AS p)) END;
END
$$;
