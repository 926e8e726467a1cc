-- name: least
-- signature: least(numeric, numeric) returns numeric
-- signature: least(text, text) returns text
-- signature: least(timestamp, timestamp) returns timestamp
-- signature: least(numeric[]) returns numeric
-- signature: least(text[]) returns text
-- signature: least(timestamp[]) returns timestamp
-- source: Oracle Database SQL Language Reference, LEAST
-- why: NULL when any argument is NULL; text is compared binary
-- example: sct.least(4, 3, 5) => 3
-- example: sct.least(1, NULL::numeric) => <NULL>
-- example: sct.least('HARRY', 'HARRIOT', 'HAROLD') => HAROLD
-- example: sct.least('a', 'B') => B
-- example: sct.least(timestamp '2024-01-01', timestamp '2023-01-01') => 2023-01-01 00:00:00
CREATE OR REPLACE FUNCTION sct.least(a numeric, b numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a <= b THEN a WHEN a > b THEN b END
$$;
CREATE OR REPLACE FUNCTION sct.least(a text, b text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN nullif(a, '') <= nullif(b, '') COLLATE "C" THEN a WHEN nullif(a, '') > nullif(b, '') COLLATE "C" THEN b END
$$;
CREATE OR REPLACE FUNCTION sct.least(a timestamp, b timestamp) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a <= b THEN a WHEN a > b THEN b END
$$;
CREATE OR REPLACE FUNCTION sct.least(VARIADIC list numeric[]) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN array_position(list, NULL) IS NULL THEN (SELECT min(x) FROM unnest(list) AS u(x)) END
$$;
CREATE OR REPLACE FUNCTION sct.least(VARIADIC list text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN array_position(list, NULL) IS NULL AND array_position(list, '') IS NULL
            THEN (SELECT min(x COLLATE "C") FROM unnest(list) AS u(x)) END
$$;
CREATE OR REPLACE FUNCTION sct.least(VARIADIC list timestamp[]) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN array_position(list, NULL) IS NULL THEN (SELECT min(x) FROM unnest(list) AS u(x)) END
$$;
