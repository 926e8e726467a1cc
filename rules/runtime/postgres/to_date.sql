-- name: to_date
-- signature: to_date(text, text) returns timestamp
-- signature: to_date(text, text, text) returns timestamp
-- source: Oracle Database SQL Language Reference, TO_DATE
-- why: native to_date drops the time, reads RR as year 1 BC, ignores most mistakes and fills missing parts differently
-- needs: parse_datetime
-- example: sct.to_date('2024-03-04 05:06:07', 'YYYY-MM-DD HH24:MI:SS') => 2024-03-04 05:06:07
-- example: sct.to_date('04-MAR-24', 'DD-MON-RR') => 2024-03-04 00:00:00
-- example: sct.to_date('04-MAR-98', 'DD-MON-RR') => 1998-03-04 00:00:00
-- example: sct.to_date('04-mar-98', 'DD-MON-YY') => 2098-03-04 00:00:00
-- example: sct.to_date('January 15, 1989, 11:00 A.M.', 'Month dd, YYYY, HH:MI A.M.') => 1989-01-15 11:00:00
-- example: sct.to_date('20240304', 'YYYY-MM-DD') => 2024-03-04 00:00:00
-- example: sct.to_date('2024/3/4', 'YYYY-MM-DD') => 2024-03-04 00:00:00
-- example: sct.to_date('2024-03-04', 'YYYY-MM-DD HH24:MI:SS') => 2024-03-04 00:00:00
-- example: sct.to_date('04/03/2024', 'DD/MM/RR') => 2024-03-04 00:00:00
-- example: sct.to_date('15-March-2024', 'DD-MON-YYYY') => 2024-03-15 00:00:00
-- example: sct.to_date('2460374', 'J') => 2024-03-04 00:00:00
-- example: sct.to_date('2024060', 'YYYYDDD') => 2024-02-29 00:00:00
-- example: sct.to_date('2024-03-04 18367', 'YYYY-MM-DD SSSSS') => 2024-03-04 05:06:07
-- example: sct.to_date('04.03.2024 12:30 am', 'DD.MM.YYYY HH12:MI AM') => 2024-03-04 00:30:00
-- example: sct.to_date('04.03.2024 12:30 pm', 'DD.MM.YYYY HH12:MI PM') => 2024-03-04 12:30:00
-- example: sct.to_date('2024-03-04T05:06', 'YYYY-MM-DD"T"HH24:MI') => 2024-03-04 05:06:00
-- example: sct.to_date('10:30', 'HH24:MI') = date_trunc('month', localtimestamp) + interval '10:30' => true
-- example: sct.to_date('2019', 'YYYY') = make_timestamp(2019, extract(month FROM localtimestamp)::int, 1, 0, 0, 0) => true
-- example: sct.to_date('', 'YYYY') => <NULL>
-- example: sct.to_date('2024-13-04', 'YYYY-MM-DD') => ERROR 22008: ORA-01843: not a valid month
-- example: sct.to_date('2023-02-29', 'YYYY-MM-DD') => ERROR 22008: ORA-01839: date not valid for month specified
-- example: sct.to_date('2024-02-32', 'YYYY-MM-DD') => ERROR 22008: ORA-01847: day of month must be between 1 and last day of month
-- example: sct.to_date('2024-02-03 24:00', 'YYYY-MM-DD HH24:MI') => ERROR 22008: ORA-01850: hour must be between 0 and 23
-- example: sct.to_date('2024-03', 'YYYY-MM-DD') => ERROR 22007: ORA-01840: input value not long enough for date format
-- example: sct.to_date('2024-03-04 10', 'YYYY-MM-DD') => ERROR 22007: ORA-01830: date format picture ends before converting entire input string
-- example: sct.to_date('abc', 'YYYY-MM-DD') => ERROR 22007: ORA-01858: a non-numeric character was found where a numeric was expected
-- example: sct.to_date('2024-3-4', 'FXYYYY-MM-DD') => ERROR 22007
-- example: sct.to_date('2024-03', 'YYYY-WW') => ERROR 22007
-- example: sct.to_date('04-MAR-24', 'DD-MON-RR', 'NLS_DATE_LANGUAGE = American') => 2024-03-04 00:00:00
CREATE OR REPLACE FUNCTION sct.to_date(s text, fmt text) RETURNS timestamp
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  -- Well-formed ISO text up to the 28th cannot fail: the native cast is far quicker.
  IF fmt IN ('YYYY-MM-DD', 'YYYY-MM-DD HH24:MI:SS')
     AND s ~ '^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])( ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])?$'
     AND (fmt <> 'YYYY-MM-DD' OR pg_catalog.length(s) = 10) THEN
    RETURN s::timestamp;
  END IF;
  RETURN (sct.parse_datetime(s, fmt, false)).ts;
END
$$;
CREATE OR REPLACE FUNCTION sct.to_date(s text, fmt text, nls text) RETURNS timestamp
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  IF upper(nls) !~ '^ *NLS_DATE_LANGUAGE *= *''?(AMERICAN|ENGLISH)''? *$' THEN
    RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = 'only English month and day names are emulated', DETAIL = 'value: ' || nls;
  END IF;
  RETURN sct.to_date(s, fmt);
END
$$;
