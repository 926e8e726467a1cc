-- name: to_timestamp_tz
-- signature: to_timestamp_tz(text, text) returns timestamptz
-- signature: to_timestamp_tz(text) returns timestamptz
-- source: Oracle Database SQL Language Reference, TO_TIMESTAMP_TZ
-- why: Oracle's parsing rules; a text without a zone is in the session's. The zone itself is not kept (timestamptz holds the instant)
-- needs: parse_datetime
-- example: sct.to_timestamp_tz('1999-12-01 11:00:00 -8:00', 'YYYY-MM-DD HH:MI:SS TZH:TZM') => 1999-12-01 19:00:00+00
-- example: sct.to_timestamp_tz('2024-07-01 12:00 Europe/Zurich', 'YYYY-MM-DD HH24:MI TZR') => 2024-07-01 10:00:00+00
-- example: sct.to_timestamp_tz('2024-07-01 12:00', 'YYYY-MM-DD HH24:MI') => 2024-07-01 12:00:00+00
-- example: sct.to_timestamp_tz('01-JUL-24 12.00.00.5 PM -02:00') => 2024-07-01 14:00:00.5+00
-- example: sct.to_timestamp_tz('01-JUL-24 12.00.00.0 PM Europe/Zurich') => 2024-07-01 10:00:00+00
-- example: sct.to_timestamp_tz(NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.to_timestamp_tz(s text, fmt text) RETURNS timestamptz
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  p record;
BEGIN
  p := sct.parse_datetime(s, fmt, true);
  RETURN CASE
    WHEN p.zone_seconds IS NOT NULL THEN p.ts AT TIME ZONE make_interval(secs => p.zone_seconds)
    WHEN p.zone_name IS NOT NULL THEN p.ts AT TIME ZONE p.zone_name
    ELSE p.ts::timestamptz
  END;
END
$$;
CREATE OR REPLACE FUNCTION sct.to_timestamp_tz(s text) RETURNS timestamptz
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  RETURN sct.to_timestamp_tz(s, coalesce(nullif(current_setting('sct.nls_timestamp_tz_format', true), ''), 'DD-MON-RR HH.MI.SSXFF AM TZR'));
END
$$;
