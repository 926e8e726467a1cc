-- name: date_to_text
-- signature: date_to_text(timestamp) returns text
-- source: Oracle Database Globalization Support Guide, NLS_DATE_FORMAT (territory AMERICA)
-- why: DATE to VARCHAR2 without a format: DD-MON-RR, assuming the default NLS settings
-- example: sct.date_to_text(timestamp '2024-03-04 05:06:07') => 04-MAR-24
-- example: sct.date_to_text(NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.date_to_text(d timestamp) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN pg_catalog.to_char(d, 'DD-MON-YY');
END
$$;
