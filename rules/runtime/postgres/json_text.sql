-- name: json_text
-- signature: json_text(text) returns text
-- signature: json_text(numeric) returns text
-- signature: json_text(timestamp) returns text
-- signature: json_text(timestamptz) returns text
-- signature: json_text(boolean) returns text
-- source: Oracle Database SQL Language Reference, JSON_OBJECT (values), and JSON Developer's Guide, Handling of Input Values
-- why: an SQL value as JSON text; numbers without trailing zeros, dates in ISO 8601; '' is NULL
-- example: sct.json_text('a "b"'::text) => "a \"b\""
-- example: sct.json_text(''::text) => <NULL>
-- example: sct.json_text(10.50) => 10.5
-- example: sct.json_text(0.5) => 0.5
-- example: sct.json_text(timestamp '2024-03-05 10:20:30') => "2024-03-05T10:20:30"
-- example: sct.json_text(true) => true
-- example: sct.json_text(NULL::text) => <NULL>
CREATE OR REPLACE FUNCTION sct.json_text(v text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN v <> '' THEN to_jsonb(v)::text END
$$;
CREATE OR REPLACE FUNCTION sct.json_text(v numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT trim_scale(v)::text
$$;
CREATE OR REPLACE FUNCTION sct.json_text(v timestamp) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT to_jsonb(v)::text
$$;
CREATE OR REPLACE FUNCTION sct.json_text(v timestamptz) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT to_jsonb(v)::text
$$;
CREATE OR REPLACE FUNCTION sct.json_text(v boolean) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT v::text
$$;
