-- name: date_to_text
-- signature: date_to_text(timestamp) returns text
-- source: Oracle Database Globalization Support Guide, NLS_DATE_FORMAT (territory AMERICA)
-- why: DATE to VARCHAR2 without a format: that of the setting sct.nls_date_format (ALTER SESSION SET NLS_DATE_FORMAT), else DD-MON-RR
-- needs: to_char_date
-- example: sct.date_to_text(timestamp '2024-03-04 05:06:07') => 04-MAR-24
-- example: sct.date_to_text(NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.date_to_text(d timestamp) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  fmt CONSTANT text := current_setting('sct.nls_date_format', true);
BEGIN
  IF fmt <> '' THEN
    RETURN sct.to_char_date(d, fmt);
  END IF;
  RETURN pg_catalog.to_char(d, 'DD-MON-YY');
END
$$;
