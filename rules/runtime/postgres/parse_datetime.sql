-- name: parse_datetime
-- signature: parse_datetime(text, text, boolean) returns record
-- source: Oracle Database SQL Language Reference, TO_DATE, Format Model Modifiers and String-to-Date Conversion Rules
-- why: the heart of to_date and its kin: (ts, zone_seconds, zone_name). Missing parts: present year and month, day 1, midnight; other or no punctuation is accepted unless FX. Third argument: fractional seconds and zones allowed (TIMESTAMP)
-- needs: datetime_format_tokens, raise_ora
-- example: sct.parse_datetime('2024-03-04 05:06:07.25 -03:30', 'YYYY-MM-DD HH24:MI:SSXFF TZH:TZM', true) => ("2024-03-04 05:06:07.25",-12600,)
-- example: sct.parse_datetime('2024-03-04 Europe/Zurich', 'YYYY-MM-DD TZR', true) => ("2024-03-04 00:00:00",,Europe/Zurich)
-- example: sct.parse_datetime('2024', 'YYYY FF', false) => ERROR 22023
CREATE OR REPLACE FUNCTION sct.parse_datetime(s text, fmt text, is_timestamp boolean,
  OUT ts timestamp, OUT zone_seconds integer, OUT zone_name text)
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  month_names CONSTANT text[] := ARRAY['JANUARY', 'FEBRUARY', 'MARCH', 'APRIL', 'MAY', 'JUNE', 'JULY', 'AUGUST',
    'SEPTEMBER', 'OCTOBER', 'NOVEMBER', 'DECEMBER'];
  day_names CONSTANT text[] := ARRAY['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];
  romans CONSTANT text[] := ARRAY['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII'];
  now CONSTANT timestamp := clock_timestamp()::timestamp;
  this_year CONSTANT integer := extract(year FROM now);
  tokens CONSTANT text[] := sct.datetime_format_tokens(fmt);
  used text[] := '{}';
  element text;
  kind text;
  follower text;
  rest text := pg_catalog.ltrim(s);
  run text;
  width integer;
  n integer;
  exact boolean := false;
  y integer; mo integer; da integer; doy integer; julian integer; dow integer;
  hour integer; half_hour integer; afternoon boolean; mi integer; se integer; of_day integer;
  fraction text := '';
  zone_hour integer; zone_minute integer; zone_sign integer := 1;
  before_christ boolean := false;
BEGIN
  IF s = '' OR s IS NULL OR fmt = '' OR fmt IS NULL THEN
    RETURN;
  END IF;
  FOR i IN 1 .. cardinality(tokens) LOOP
    element := upper(tokens[i]);
    IF element = 'FM' THEN
      CONTINUE;
    ELSIF element = 'FX' THEN
      exact := NOT exact;
      CONTINUE;
    ELSIF element LIKE '"%' THEN
      run := pg_catalog.substr(tokens[i], 2, pg_catalog.length(tokens[i]) - 2);
      IF pg_catalog.left(rest, pg_catalog.length(run)) <> run THEN
        PERFORM sct.raise_ora('22007', 'ORA-01861: literal does not match format string', s);
      END IF;
      rest := pg_catalog.substr(rest, pg_catalog.length(run) + 1);
      CONTINUE;
    ELSIF element !~ '[A-Z]' OR element = 'X' THEN
      IF exact THEN
        IF pg_catalog.left(rest, 1) <> (CASE element WHEN 'X' THEN '.' ELSE element END) THEN
          PERFORM sct.raise_ora('22007', 'ORA-01861: literal does not match format string', s);
        END IF;
        rest := pg_catalog.substr(rest, 2);
      ELSIF element = ' ' THEN
        rest := CASE WHEN rest ~ '^[[:space:]]' THEN pg_catalog.ltrim(rest, E' \t\n\r') WHEN rest ~ '^[^A-Za-z0-9+]' AND rest !~ '^-[0-9]'
                     THEN pg_catalog.substr(rest, 2) ELSE rest END;
      ELSE
        rest := CASE WHEN rest ~ '^[[:space:]]*[^A-Za-z0-9[:space:]]' THEN regexp_replace(rest, '^[[:space:]]*[^A-Za-z0-9[:space:]]', '')
                     WHEN rest ~ '^[[:space:]]' THEN pg_catalog.ltrim(rest, E' \t\n\r') ELSE rest END;
      END IF;
      CONTINUE;
    END IF;
    kind := CASE
      WHEN element IN ('YYYY', 'SYYYY', 'YYY', 'YY', 'Y', 'RRRR', 'RR', 'Y,YYY') THEN 'year'
      WHEN element IN ('MM', 'MON', 'MONTH', 'RM') THEN 'month'
      WHEN element IN ('DAY', 'DY', 'D') THEN 'weekday'
      WHEN element IN ('HH', 'HH12', 'HH24') THEN 'hour'
      WHEN element IN ('AM', 'PM', 'A.M.', 'P.M.') THEN 'meridian'
      WHEN element IN ('AD', 'BC', 'A.D.', 'B.C.') THEN 'era'
      WHEN element LIKE 'FF%' THEN 'FF'
      WHEN element IN ('DDD', 'DD', 'J', 'MI', 'SS', 'SSSSS', 'TZH', 'TZM', 'TZR') THEN element
      WHEN element IN ('Q', 'WW', 'IW', 'W', 'CC', 'SCC', 'IYYY', 'IYY', 'IY', 'I', 'YEAR', 'SYEAR') OR element ~ '(SP|TH)$'
        THEN sct.raise_ora('22007', 'ORA-01820: format code cannot appear in date input format', fmt)
      ELSE 'other'
    END;
    IF kind = 'other' OR (NOT is_timestamp AND kind IN ('FF', 'TZH', 'TZM', 'TZR')) THEN
      PERFORM sct.raise_ora('22023', 'ORA-01821: date format not recognized', fmt);
    END IF;
    IF kind = ANY (used) THEN
      PERFORM sct.raise_ora('22007', 'ORA-01810: format code appears twice', fmt);
    END IF;
    used := array_append(used, kind);
    IF NOT exact THEN
      rest := pg_catalog.ltrim(rest);
    END IF;
    IF rest = '' THEN
      -- Only a time of day and a zone may be missing at the end.
      IF kind IN ('hour', 'MI', 'SS', 'FF', 'meridian', 'TZH', 'TZM', 'TZR', 'SSSSS') AND NOT exact
         AND ('year' = ANY (used) OR 'month' = ANY (used) OR 'DD' = ANY (used) OR 'J' = ANY (used) OR hour IS NOT NULL) THEN
        CONTINUE;
      END IF;
      PERFORM sct.raise_ora('22007', 'ORA-01840: input value not long enough for date format', s);
    END IF;
    -- Words.
    IF kind = 'month' AND (element <> 'MM' OR rest ~ '^[A-Za-z]') THEN
      IF element = 'RM' THEN
        run := upper(substring(rest FROM '^[IVXivx]+'));
        mo := array_position(romans, run);
        IF mo IS NULL THEN
          PERFORM sct.raise_ora('22008', 'ORA-01843: not a valid month', s);
        END IF;
        rest := pg_catalog.substr(rest, pg_catalog.length(run) + 1);
        CONTINUE;
      ELSIF rest ~ '^[A-Za-z]' THEN
        FOR k IN 1 .. 12 LOOP
          IF upper(pg_catalog.left(rest, pg_catalog.length(month_names[k]))) = month_names[k] THEN
            mo := k;
            rest := pg_catalog.substr(rest, pg_catalog.length(month_names[k]) + 1);
            EXIT;
          ELSIF upper(pg_catalog.left(rest, 3)) = pg_catalog.left(month_names[k], 3) THEN
            mo := k;
            rest := pg_catalog.substr(rest, 4);
            EXIT;
          END IF;
        END LOOP;
      END IF;
      IF mo IS NULL AND rest ~ '^[0-9]' AND pg_catalog.left(s, pg_catalog.length(s) - pg_catalog.length(rest)) ~ '[0-9]$' THEN
        -- the digits of a year where a day and a sign are wanted
        PERFORM sct.raise_ora('22007', 'ORA-01861: literal does not match format string', s);
      ELSIF mo IS NULL THEN
        PERFORM sct.raise_ora('22008', 'ORA-01843: not a valid month', s);
      END IF;
      CONTINUE;
    ELSIF kind = 'weekday' AND element <> 'D' THEN
      FOR k IN 1 .. 7 LOOP
        IF upper(pg_catalog.left(rest, pg_catalog.length(day_names[k]))) = day_names[k] THEN
          dow := k;
          rest := pg_catalog.substr(rest, pg_catalog.length(day_names[k]) + 1);
          EXIT;
        ELSIF upper(pg_catalog.left(rest, 3)) = pg_catalog.left(day_names[k], 3) THEN
          dow := k;
          rest := pg_catalog.substr(rest, 4);
          EXIT;
        END IF;
      END LOOP;
      IF dow IS NULL THEN
        PERFORM sct.raise_ora('22007', 'ORA-01846: not a valid day of the week', s);
      END IF;
      CONTINUE;
    ELSIF kind IN ('meridian', 'era') THEN
      run := upper(substring(rest FROM CASE WHEN element LIKE '%.%' THEN '^[A-Za-z]\.[A-Za-z]\.' ELSE '^[A-Za-z]{2}' END));
      IF run IS NULL OR pg_catalog.replace(run, '.', '') NOT IN ('AM', 'PM', 'AD', 'BC')
         OR (kind = 'meridian') <> (pg_catalog.replace(run, '.', '') IN ('AM', 'PM')) THEN
        PERFORM sct.raise_ora('22007', CASE kind WHEN 'meridian' THEN 'ORA-01855: AM/A.M. or PM/P.M. required'
                                                 ELSE 'ORA-01854: AD/A.D. or BC/B.C. required' END, s);
      END IF;
      IF kind = 'meridian' THEN
        afternoon := run LIKE 'P%';
      ELSE
        before_christ := run LIKE 'B%';
      END IF;
      rest := pg_catalog.substr(rest, pg_catalog.length(run) + 1);
      CONTINUE;
    ELSIF kind = 'TZR' THEN
      run := substring(rest FROM '^[-+A-Za-z0-9_/:]+');
      IF run ~ '^[-+][0-9]{1,2}(:[0-9]{2})?$' THEN
        zone_sign := CASE WHEN run LIKE '-%' THEN -1 ELSE 1 END;
        zone_hour := pg_catalog.ltrim(split_part(run, ':', 1), '+-')::integer;
        zone_minute := coalesce(nullif(split_part(run, ':', 2), ''), '0')::integer;
      ELSE
        zone_name := run;
      END IF;
      rest := pg_catalog.substr(rest, pg_catalog.length(run) + 1);
      CONTINUE;
    ELSIF kind = 'FF' THEN
      run := substring(rest FROM '^[0-9]{1,9}');
      IF run IS NULL THEN
        PERFORM sct.raise_ora('22007', 'ORA-01858: a non-numeric character was found where a numeric was expected', s);
      END IF;
      fraction := run;
      rest := pg_catalog.substr(rest, pg_catalog.length(run) + 1);
      CONTINUE;
    END IF;
    -- Numbers.
    width := CASE element WHEN 'YYYY' THEN 4 WHEN 'SYYYY' THEN 4 WHEN 'RRRR' THEN 4 WHEN 'YYY' THEN 3 WHEN 'Y' THEN 1
      WHEN 'D' THEN 1 WHEN 'DDD' THEN 3 WHEN 'J' THEN 7 WHEN 'SSSSS' THEN 5 ELSE 2 END;
    IF element = 'TZH' THEN
      zone_sign := CASE WHEN rest LIKE '-%' THEN -1 ELSE 1 END;
      rest := regexp_replace(rest, '^[-+]', '');
    ELSIF element = 'SYYYY' AND rest LIKE '-%' THEN
      before_christ := true;
      rest := pg_catalog.substr(rest, 2);
    ELSIF element = 'Y,YYY' THEN
      rest := regexp_replace(rest, '^([0-9]),([0-9]{3})', '\1\2');
      width := 4;
    END IF;
    follower := coalesce(upper(tokens[i + 1]), '');
    IF element IN ('YY', 'RR') AND follower !~ '^[A-Z]' AND rest ~ '^[0-9]{3,4}([^0-9]|$)' THEN
      width := 4;  -- the alternative element YYYY or RRRR is tried
    END IF;
    run := substring(rest FROM '^[0-9]{1,' || width || '}');
    IF run IS NULL THEN
      PERFORM CASE WHEN rest ~ '^[A-Za-z]'
        THEN sct.raise_ora('22007', 'ORA-01858: a non-numeric character was found where a numeric was expected', s)
        ELSE sct.raise_ora('22007', 'ORA-01861: literal does not match format string', s) END;
    ELSIF exact AND pg_catalog.length(run) < width AND NOT 'FM' = ANY (tokens) THEN
      PERFORM sct.raise_ora('22007', 'ORA-01862: the numeric value does not match the length of the format item', s);
    END IF;
    rest := pg_catalog.substr(rest, pg_catalog.length(run) + 1);
    n := run::integer;
    CASE kind
      WHEN 'year' THEN
        y := CASE
          WHEN element IN ('RR', 'RRRR') AND pg_catalog.length(run) <= 2 THEN
            this_year / 100 * 100 + n + CASE WHEN n < 50 AND this_year % 100 >= 50 THEN 100
                                             WHEN n >= 50 AND this_year % 100 < 50 THEN -100 ELSE 0 END
          WHEN element = 'YYY' THEN this_year / 1000 * 1000 + n
          WHEN element = 'YY' AND pg_catalog.length(run) <= 2 THEN this_year / 100 * 100 + n
          WHEN element = 'Y' THEN this_year / 10 * 10 + n
          ELSE n
        END;
        IF y = 0 THEN
          PERFORM sct.raise_ora('22008', 'ORA-01841: (full) year must be between -4713 and +9999, and not be 0', s);
        END IF;
      WHEN 'month' THEN
        IF n NOT BETWEEN 1 AND 12 THEN
          PERFORM sct.raise_ora('22008', 'ORA-01843: not a valid month', s);
        END IF;
        mo := n;
      WHEN 'DD' THEN
        IF n NOT BETWEEN 1 AND 31 THEN
          PERFORM sct.raise_ora('22008', 'ORA-01847: day of month must be between 1 and last day of month', s);
        END IF;
        da := n;
      WHEN 'DDD' THEN
        IF n NOT BETWEEN 1 AND 366 THEN
          PERFORM sct.raise_ora('22008', 'ORA-01848: day of year must be between 1 and 365 (366 for leap year)', s);
        END IF;
        doy := n;
      WHEN 'J' THEN
        IF n NOT BETWEEN 1 AND 5373484 THEN
          PERFORM sct.raise_ora('22008', 'ORA-01854: julian date must be between 1 and 5373484', s);
        END IF;
        julian := n;
      WHEN 'weekday' THEN dow := n;
      WHEN 'hour' THEN
        IF element = 'HH24' THEN
          IF n > 23 THEN
            PERFORM sct.raise_ora('22008', 'ORA-01850: hour must be between 0 and 23', s);
          END IF;
          hour := n;
        ELSE
          IF n NOT BETWEEN 1 AND 12 THEN
            PERFORM sct.raise_ora('22008', 'ORA-01849: hour must be between 1 and 12', s);
          END IF;
          half_hour := n;
          hour := n % 12;
        END IF;
      WHEN 'MI' THEN
        IF n > 59 THEN
          PERFORM sct.raise_ora('22008', 'ORA-01851: minutes must be between 0 and 59', s);
        END IF;
        mi := n;
      WHEN 'SS' THEN
        IF n > 59 THEN
          PERFORM sct.raise_ora('22008', 'ORA-01852: seconds must be between 0 and 59', s);
        END IF;
        se := n;
      WHEN 'SSSSS' THEN
        IF n > 86399 THEN
          PERFORM sct.raise_ora('22008', 'ORA-01853: seconds in day must be between 0 and 86399', s);
        END IF;
        of_day := n;
      WHEN 'TZH' THEN zone_hour := n;
      WHEN 'TZM' THEN zone_minute := n;
    END CASE;
  END LOOP;
  IF pg_catalog.btrim(rest) <> '' THEN
    PERFORM sct.raise_ora('22007', 'ORA-01830: date format picture ends before converting entire input string', s);
  END IF;
  IF afternoon IS NOT NULL AND 'HH24' = ANY (SELECT upper(t) FROM unnest(tokens) AS t) THEN
    PERFORM sct.raise_ora('22007', 'ORA-01818: ''HH24'' precludes use of meridian indicator', fmt);
  END IF;
  IF half_hour IS NOT NULL AND afternoon IS TRUE THEN
    hour := hour + 12;
  ELSIF half_hour IS NOT NULL AND afternoon IS NULL THEN
    hour := half_hour % 12;
  END IF;
  IF julian IS NOT NULL THEN
    ts := timestamp '2000-01-01' + make_interval(days => julian - 2451545);
  ELSE
    y := coalesce(y, this_year);
    IF before_christ THEN
      y := -y;
    END IF;
    IF doy IS NOT NULL THEN
      ts := make_date(y, 1, 1) + (doy - 1);
      IF extract(year FROM ts) <> extract(year FROM make_date(y, 1, 1)) THEN
        PERFORM sct.raise_ora('22008', 'ORA-01848: day of year must be between 1 and 365 (366 for leap year)', s);
      END IF;
    ELSE
      mo := coalesce(mo, extract(month FROM now)::integer);
      da := coalesce(da, 1);
      IF da > extract(day FROM make_date(y, mo, 1) + interval '1 month' - interval '1 day') THEN
        PERFORM sct.raise_ora('22008', 'ORA-01839: date not valid for month specified', s);
      END IF;
      ts := make_date(y, mo, da);
    END IF;
  END IF;
  IF dow IS NOT NULL AND dow <> extract(dow FROM ts) + 1 THEN
    PERFORM sct.raise_ora('22007', 'ORA-01835: day of week conflicts with Julian date', s);
  END IF;
  IF of_day IS NOT NULL THEN
    ts := ts + make_interval(secs => of_day);
  ELSE
    ts := ts + make_interval(hours => coalesce(hour, 0), mins => coalesce(mi, 0), secs => coalesce(se, 0));
  END IF;
  IF fraction <> '' THEN
    ts := ts + ('0.' || fraction)::numeric(10, 6) * interval '1 second';
  END IF;
  IF zone_hour IS NOT NULL OR zone_minute IS NOT NULL THEN
    zone_seconds := zone_sign * (coalesce(zone_hour, 0) * 3600 + coalesce(zone_minute, 0) * 60);
  END IF;
END
$$;
