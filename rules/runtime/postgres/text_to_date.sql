-- name: text_to_date
-- signature: text_to_date(text) returns timestamp
-- source: Oracle Database SQL Language Reference, Implicit Data Conversion; default NLS_DATE_FORMAT of territory AMERICA
-- why: VARCHAR2 to DATE without a format: that of the setting sct.nls_date_format (ALTER SESSION SET NLS_DATE_FORMAT), else DD-MON-RR
-- needs: parse_datetime
-- example: sct.text_to_date('04-MAR-24') => 2024-03-04 00:00:00
-- example: sct.text_to_date('4 march 1999') => 1999-03-04 00:00:00
-- example: sct.text_to_date('2024-03-04') => ERROR 22007
-- example: sct.text_to_date('') => <NULL>
CREATE OR REPLACE FUNCTION sct.text_to_date(s text) RETURNS timestamp
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  RETURN (sct.parse_datetime(s, coalesce(nullif(current_setting('sct.nls_date_format', true), ''), 'DD-MON-RR'), false)).ts;
END
$$;
