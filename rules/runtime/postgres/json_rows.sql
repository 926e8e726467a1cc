-- name: json_rows
-- signature: json_rows(text, text) returns SETOF record
-- signature: json_rows(jsonb, text) returns SETOF record
-- source: Oracle Database SQL Language Reference, JSON_TABLE (row path; NULL ON ERROR, the default)
-- why: native JSON_TABLE only from PostgreSQL 17 on; what is no document has no rows. A member's own layout and order are jsonb's
-- needs: json_path
-- example: (SELECT string_agg(pos || ':' || (item ->> 'k'), ' ' ORDER BY pos) FROM sct.json_rows('{"a":[{"k":"x"},{"k":"y"}]}'::text, '$.a[*]')) => 1:x 2:y
-- example: (SELECT count(*) FROM sct.json_rows('{"a":[]}'::text, '$.a[*]')) => 0
-- example: (SELECT count(*) FROM sct.json_rows('bad'::text, '$')) => 0
-- example: (SELECT count(*) FROM sct.json_rows(NULL::text, '$')) => 0
CREATE OR REPLACE FUNCTION sct.json_rows(doc jsonb, path text, OUT item jsonb, OUT pos bigint) RETURNS SETOF record
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT r.item, r.pos FROM jsonb_path_query(doc, sct.json_path(path), '{}', true) WITH ORDINALITY AS r(item, pos)
$$;
CREATE OR REPLACE FUNCTION sct.json_rows(doc text, path text, OUT item jsonb, OUT pos bigint) RETURNS SETOF record
LANGUAGE plpgsql IMMUTABLE PARALLEL UNSAFE AS $$
DECLARE
  parsed jsonb;
BEGIN
  BEGIN
    parsed := nullif(doc, '')::jsonb;
  EXCEPTION
    WHEN data_exception THEN
      RETURN;  -- NULL ON ERROR
  END;
  RETURN QUERY SELECT r.item, r.pos FROM sct.json_rows(parsed, path) AS r;
END
$$;
