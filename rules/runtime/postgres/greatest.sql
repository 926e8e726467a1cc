-- name: greatest
-- signature: greatest(numeric, numeric) returns numeric
-- signature: greatest(text, text) returns text
-- signature: greatest(timestamp, timestamp) returns timestamp
-- signature: greatest(numeric[]) returns numeric
-- signature: greatest(text[]) returns text
-- signature: greatest(timestamp[]) returns timestamp
-- source: Oracle Database SQL Language Reference, GREATEST
-- why: NULL when any argument is NULL; text is compared binary
-- example: sct.greatest(1, 3, 2) => 3
-- example: sct.greatest(1, NULL::numeric) => <NULL>
-- example: sct.greatest(1, NULL, 2) => <NULL>
-- example: sct.greatest('HARRY', 'HARRIOT', 'HAROLD') => HARRY
-- example: sct.greatest('a', 'B') => a
-- example: sct.greatest('a', '') => <NULL>
-- example: sct.greatest(timestamp '2024-01-01', timestamp '2023-01-01') => 2024-01-01 00:00:00
CREATE OR REPLACE FUNCTION sct.greatest(a numeric, b numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a >= b THEN a WHEN a < b THEN b END
$$;
CREATE OR REPLACE FUNCTION sct.greatest(a text, b text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN nullif(a, '') >= nullif(b, '') COLLATE "C" THEN a WHEN nullif(a, '') < nullif(b, '') COLLATE "C" THEN b END
$$;
CREATE OR REPLACE FUNCTION sct.greatest(a timestamp, b timestamp) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN a >= b THEN a WHEN a < b THEN b END
$$;
CREATE OR REPLACE FUNCTION sct.greatest(VARIADIC list numeric[]) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN array_position(list, NULL) IS NULL THEN (SELECT max(x) FROM unnest(list) AS u(x)) END
$$;
CREATE OR REPLACE FUNCTION sct.greatest(VARIADIC list text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN array_position(list, NULL) IS NULL AND array_position(list, '') IS NULL
            THEN (SELECT max(x COLLATE "C") FROM unnest(list) AS u(x)) END
$$;
CREATE OR REPLACE FUNCTION sct.greatest(VARIADIC list timestamp[]) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN array_position(list, NULL) IS NULL THEN (SELECT max(x) FROM unnest(list) AS u(x)) END
$$;
