-- name: dbms_session_set_nls
-- signature: dbms_session_set_nls(text, text) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SESSION.SET_NLS
-- why: the formats implicit conversions use; another parameter only when it is what is assumed here anyway
-- example: CALL sct.dbms_session_set_nls('nls_date_format', '''YYYY-MM-DD''') => OK
-- example: CALL sct.dbms_session_set_nls('NLS_LANGUAGE', 'AMERICAN') => OK
-- example: CALL sct.dbms_session_set_nls('NLS_SORT', 'GERMAN') => ERROR 0A000: NLS_SORT = GERMAN is not emulated
-- example: CALL sct.dbms_session_set_nls('nls_date_format', '''DD-MON-RR''') => OK
CREATE OR REPLACE PROCEDURE sct.dbms_session_set_nls(param text, value text)
LANGUAGE plpgsql AS $$
DECLARE
  name CONSTANT text := lower(pg_catalog.btrim(param));
  given CONSTANT text := pg_catalog.btrim(value, ' ''');
BEGIN
  IF name IN ('nls_date_format', 'nls_timestamp_format', 'nls_timestamp_tz_format') THEN
    PERFORM set_config('sct.' || name, given, false);
  ELSIF (name, upper(given)) NOT IN (('nls_language', 'AMERICAN'), ('nls_territory', 'AMERICA'), ('nls_date_language', 'AMERICAN'),
      ('nls_sort', 'BINARY'), ('nls_comp', 'BINARY'), ('nls_numeric_characters', '.,'), ('nls_calendar', 'GREGORIAN'), ('nls_currency', '$')) THEN
    RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = format('%s = %s is not emulated', upper(name), given);
  END IF;
END
$$;
