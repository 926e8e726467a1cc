-- name: to_char_date
-- signature: to_char_date(timestamp, text) returns text
-- signature: to_char_date(timestamptz, text) returns text
-- signature: to_char_date(timestamp, text, text) returns text
-- signature: to_char_date(timestamptz, text, text) returns text
-- source: Oracle Database SQL Language Reference, TO_CHAR (datetime) and Datetime Format Models
-- why: native to_char differs in RR, D, WW, DL, SSSSS, FX, TH, SP, X, quoted text inside FM, and unknown elements (copied there, an error here). English names; a third argument may only say so
-- needs: format_datetime
-- example: sct.to_char_date(timestamp '2024-03-04 05:06:07', 'YYYY-MM-DD HH24:MI:SS') => 2024-03-04 05:06:07
-- example: concat('[', sct.to_char_date(timestamp '2024-03-04', 'Day, DD Month YYYY'), ']') => [Monday   , 04 March     2024]
-- example: sct.to_char_date(timestamp '2024-03-04', 'fmDay, DD Month YYYY') => Monday, 4 March 2024
-- example: sct.to_char_date(timestamp '2024-03-04', 'FMMonth FMDD') => March 04
-- example: sct.to_char_date(timestamp '2024-03-04', 'DD-MON-RR') => 04-MAR-24
-- example: sct.to_char_date(timestamp '2024-03-04', 'dd-mon-rrrr') => 04-mar-2024
-- example: sct.to_char_date(timestamp '2024-03-04', 'Dy DY dy') => Mon MON mon
-- example: sct.to_char_date(timestamp '2024-03-04', 'fmDDTH "of" Month') => 4TH of March
-- example: sct.to_char_date(timestamp '2024-03-03', 'fmDdspth Ddsp ddth') => Third Three 3rd
-- example: sct.to_char_date(timestamp '2024-03-04 15:06:07', 'HH:MI AM hh12 a.m. HH24') => 03:06 PM 03 p.m. 15
-- example: sct.to_char_date(timestamp '2024-03-04 00:06:07', 'HH12') => 12
-- example: sct.to_char_date(timestamp '2024-12-31', 'DDD D WW W IW IYYY Q CC') => 366 3 53 5 01 2025 4 21
-- example: sct.to_char_date(timestamp '2024-03-04', 'J') => 2460374
-- example: sct.to_char_date(timestamp '2024-03-04 05:06:07', 'SSSSS') => 18367
-- example: sct.to_char_date(timestamp '2024-03-04', 'Y,YYY YYY YY Y') => 2,024 024 24 4
-- example: sct.to_char_date(timestamp '2024-03-04', 'YEAR') => TWENTY TWENTY-FOUR
-- example: sct.to_char_date(timestamp '2024-03-04', 'RM') => III 
-- example: sct.to_char_date(timestamp '2024-03-04 05:06:07.125', 'SSXFF3') => 07.125
-- example: sct.to_char_date(timestamp '2024-03-04 05:06:07.125', 'FF FF9') => 125000 125000000
-- example: sct.to_char_date(timestamp '2024-03-04', 'YYYY"-W"IW') => 2024-W10
-- example: sct.to_char_date(timestamp '2024-03-04', 'MON', 'NLS_DATE_LANGUAGE=AMERICAN') => MAR
-- example: sct.to_char_date(timestamp '2024-03-04', 'MON', 'NLS_DATE_LANGUAGE=GERMAN') => ERROR 0A000
-- example: sct.to_char_date(timestamptz '2024-03-04 05:06:07+00', 'HH24 TZH:TZM TZR') => 05 +00:00 UTC
-- example: sct.to_char_date(timestamptz '2024-03-04 05:06:07+00', 'DD-Mon HH24 TZH:TZM', 'NLS_DATE_LANGUAGE=AMERICAN') => 04-Mar 05 +00:00
-- example: sct.to_char_date(timestamptz '2024-03-04 05:06:07+00', 'MON', 'NLS_DATE_LANGUAGE=GERMAN') => ERROR 0A000
-- example: sct.to_char_date(timestamp '2024-03-04', 'YYYY-KK') => ERROR 22023: ORA-01821: date format not recognized
-- example: sct.to_char_date(NULL::timestamp, 'YYYY') => <NULL>
CREATE OR REPLACE FUNCTION sct.to_char_date(d timestamp, fmt text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  -- The usual formats, where the native function is the same and several times faster.
  IF fmt IN ('YYYY-MM-DD', 'YYYY-MM-DD HH24:MI:SS', 'YYYY-MM-DD HH24:MI', 'YYYYMMDD', 'YYYYMMDDHH24MISS', 'DD.MM.YYYY',
             'DD/MM/YYYY', 'MM/DD/YYYY', 'DD-MM-YYYY', 'DD.MM.YYYY HH24:MI:SS', 'DD/MM/YYYY HH24:MI:SS', 'YYYY', 'MM', 'DD',
             'YYYY-MM', 'YYYYMM', 'HH24:MI:SS', 'HH24:MI', 'HH24', 'MI', 'SS', 'DD-MON-YYYY', 'DD-MON-YYYY HH24:MI:SS', 'MON') THEN
    RETURN pg_catalog.to_char(d, fmt);
  END IF;
  RETURN sct.format_datetime(d, fmt, NULL, NULL);
END
$$;
CREATE OR REPLACE FUNCTION sct.to_char_date(d timestamptz, fmt text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT sct.format_datetime(d::timestamp, fmt, extract(timezone FROM d)::integer, current_setting('TimeZone'))
$$;
CREATE OR REPLACE FUNCTION sct.to_char_date(d timestamp, fmt text, nls text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF upper(nls) !~ '^ *NLS_DATE_LANGUAGE *= *''?(AMERICAN|ENGLISH)''? *$' THEN
    RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = 'only English month and day names are emulated', DETAIL = 'value: ' || nls;
  END IF;
  RETURN sct.to_char_date(d, fmt);
END
$$;
CREATE OR REPLACE FUNCTION sct.to_char_date(d timestamptz, fmt text, nls text) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  PERFORM sct.to_char_date(d::timestamp, 'YYYY', nls);  -- says which languages there are
  RETURN sct.to_char_date(d, fmt);
END
$$;
