-- name: to_timestamp_fmt
-- signature: to_timestamp_fmt(text, text) returns timestamp
-- signature: to_timestamp_fmt(text) returns timestamp
-- source: Oracle Database SQL Language Reference, TO_TIMESTAMP; default NLS_TIMESTAMP_FORMAT of territory AMERICA
-- why: Oracle's parsing rules; fractions beyond microseconds are rounded
-- needs: parse_datetime
-- example: sct.to_timestamp_fmt('10-Sep-02 14:10:10.123000', 'DD-Mon-RR HH24:MI:SS.FF') => 2002-09-10 14:10:10.123
-- example: sct.to_timestamp_fmt('2024-03-04 05:06:07.123456789', 'YYYY-MM-DD HH24:MI:SS.FF9') => 2024-03-04 05:06:07.123457
-- example: sct.to_timestamp_fmt('2024-03-04', 'YYYY-MM-DD') => 2024-03-04 00:00:00
-- example: sct.to_timestamp_fmt('04-MAR-24 03.06.07.5 PM') => 2024-03-04 15:06:07.5
-- example: sct.to_timestamp_fmt('x', 'YYYY') => ERROR 22007
CREATE OR REPLACE FUNCTION sct.to_timestamp_fmt(s text, fmt text) RETURNS timestamp
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  RETURN (sct.parse_datetime(s, fmt, true)).ts;
END
$$;
CREATE OR REPLACE FUNCTION sct.to_timestamp_fmt(s text) RETURNS timestamp
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  RETURN (sct.parse_datetime(s, coalesce(nullif(current_setting('sct.nls_timestamp_format', true), ''), 'DD-MON-RR HH.MI.SSXFF AM'), true)).ts;
END
$$;
