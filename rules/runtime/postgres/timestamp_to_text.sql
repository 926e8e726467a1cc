-- name: timestamp_to_text
-- signature: timestamp_to_text(timestamp) returns text
-- signature: timestamp_to_text(timestamptz) returns text
-- signature: timestamp_to_text(timestamp, numeric) returns text
-- signature: timestamp_to_text(timestamptz, numeric) returns text
-- source: Oracle Database Globalization Support Guide, NLS_TIMESTAMP_FORMAT and NLS_TIMESTAMP_TZ_FORMAT (territory AMERICA)
-- why: TIMESTAMP to VARCHAR2 without a format; the second argument is how many digits of a second the type has, 6 without it; the format is that of the settings sct.nls_timestamp_format and sct.nls_timestamp_tz_format, else the default one
-- needs: format_datetime
-- example: sct.timestamp_to_text(timestamp '2024-03-04 15:06:07.5') => 04-MAR-24 03.06.07.500000 PM
-- example: sct.timestamp_to_text(timestamptz '2024-03-04 15:06:07+00') => 04-MAR-24 03.06.07.000000 PM +00:00
-- example: sct.timestamp_to_text(timestamp '2024-03-04 15:06:07.5', 3) => 04-MAR-24 03.06.07.500 PM
-- example: sct.timestamp_to_text(timestamp '2024-03-04 15:06:07.5', 9) => 04-MAR-24 03.06.07.500000000 PM
-- example: sct.timestamp_to_text(timestamptz '2024-03-04 15:06:07+00', 1) => 04-MAR-24 03.06.07.0 PM +00:00
CREATE OR REPLACE FUNCTION sct.timestamp_to_text(d timestamp) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT sct.format_datetime(d, coalesce(nullif(current_setting('sct.nls_timestamp_format', true), ''), 'DD-MON-RR HH.MI.SSXFF AM'), NULL, NULL)
$$;
CREATE OR REPLACE FUNCTION sct.timestamp_to_text(d timestamptz) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT sct.format_datetime(d::timestamp, coalesce(nullif(current_setting('sct.nls_timestamp_tz_format', true), ''), 'DD-MON-RR HH.MI.SSXFF AM TZH:TZM'), extract(timezone FROM d)::integer, NULL)
$$;
CREATE OR REPLACE FUNCTION sct.timestamp_to_text(d timestamp, digits numeric) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT sct.format_datetime(d, regexp_replace(coalesce(nullif(current_setting('sct.nls_timestamp_format', true), ''), 'DD-MON-RR HH.MI.SSXFF AM'),
  'FF(?![0-9])', CASE WHEN digits > 0 THEN 'FF' || digits::integer ELSE '' END, 'gi'), NULL, NULL)
$$;
CREATE OR REPLACE FUNCTION sct.timestamp_to_text(d timestamptz, digits numeric) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT sct.format_datetime(d::timestamp, regexp_replace(coalesce(nullif(current_setting('sct.nls_timestamp_tz_format', true), ''), 'DD-MON-RR HH.MI.SSXFF AM TZH:TZM'),
  'FF(?![0-9])', CASE WHEN digits > 0 THEN 'FF' || digits::integer ELSE '' END, 'gi'), extract(timezone FROM d)::integer, NULL)
$$;
