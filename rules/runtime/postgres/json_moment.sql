-- name: json_moment
-- signature: json_moment(text) returns timestamp
-- source: Oracle Database SQL Language Reference, JSON_VALUE (RETURNING DATE or TIMESTAMP: ISO 8601)
-- why: only ISO 8601 text is a date in a document; anything else is an error, NULL by default
-- example: sct.json_moment('2024-03-05T10:20:30.5') => 2024-03-05 10:20:30.5
-- example: sct.json_moment('2024-03-05') => 2024-03-05 00:00:00
-- example: sct.json_moment('2024-03-05T10:20:30Z') => 2024-03-05 10:20:30
-- example: sct.json_moment('5 March') => <NULL>
-- example: sct.json_moment('2024-02-31') => <NULL>
CREATE OR REPLACE FUNCTION sct.json_moment(s text) RETURNS timestamp
LANGUAGE plpgsql IMMUTABLE PARALLEL UNSAFE AS $$
BEGIN
  IF s ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[-+][0-9]{2}:?[0-9]{2})?)?$' THEN
    RETURN s::timestamp;
  END IF;
  RETURN NULL;
EXCEPTION
  WHEN data_exception THEN
    RETURN NULL;  -- NULL ON ERROR
END
$$;
