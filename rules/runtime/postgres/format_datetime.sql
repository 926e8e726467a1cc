-- name: format_datetime
-- signature: format_datetime(timestamp, text, integer, text) returns text
-- source: Oracle Database SQL Language Reference, TO_CHAR (datetime) and Datetime Format Models
-- why: the heart of to_char_date; third argument: offset from UTC in seconds, fourth: name of the time zone (both NULL for a value without zone)
-- needs: datetime_format_tokens, spell_number
-- example: sct.format_datetime(timestamp '2024-03-04 05:06:07', 'DL', NULL, NULL) => Monday, March 04, 2024
-- example: sct.format_datetime(timestamp '2024-03-04', 'TZH:TZM TZR', -12600, 'America/St_Johns') => -03:30 AMERICA/ST_JOHNS
-- example: sct.format_datetime(timestamp '2024-03-04', 'TZH', NULL, NULL) => ERROR 22023
-- example: sct.format_datetime(timestamp '2024-03-04', 'DS', NULL, NULL) => ERROR 0A000
CREATE OR REPLACE FUNCTION sct.format_datetime(d timestamp, fmt text, zone_seconds integer, zone_name text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  months CONSTANT text[] := ARRAY['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September',
    'October', 'November', 'December'];
  days CONSTANT text[] := ARRAY['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
  romans CONSTANT text[] := ARRAY['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII'];
  y CONSTANT integer := extract(year FROM d);
  hour CONSTANT integer := extract(hour FROM d);
  token text;
  element text;
  suffix text;
  suffixes text[];
  fill boolean := true;  -- FM switches padding off and on again
  n integer;
  width integer;
  v text;
  result text := '';
BEGIN
  IF d IS NULL OR fmt IS NULL THEN
    RETURN NULL;
  END IF;
  FOREACH token IN ARRAY sct.datetime_format_tokens(fmt) LOOP
    IF token LIKE '"%' THEN
      result := result || pg_catalog.substr(token, 2, pg_catalog.length(token) - 2);
      CONTINUE;
    ELSIF token !~ '[A-Za-z]' THEN
      result := result || token;
      CONTINUE;
    END IF;
    element := upper(token);
    suffix := NULL;
    IF pg_catalog.length(element) > 2 AND element !~ '^(MONTH|SYEAR|YEAR)' THEN
      suffixes := regexp_match(element, '^(.+?)(SPTH|THSP|SP|TH)$');
      IF suffixes IS NOT NULL THEN
        element := suffixes[1];
        suffix := suffixes[2];
      END IF;
    END IF;
    n := NULL;
    width := 0;
    v := NULL;
    CASE element
      WHEN 'FM' THEN
        fill := NOT fill;
        CONTINUE;
      WHEN 'FX' THEN
        CONTINUE;
      WHEN 'YYYY' THEN n := abs(y); width := 4;
      WHEN 'RRRR' THEN n := abs(y); width := 4;
      WHEN 'SYYYY' THEN
        v := CASE WHEN y < 0 THEN '-' WHEN fill THEN ' ' ELSE '' END
          || CASE WHEN fill THEN pg_catalog.lpad(abs(y)::text, 4, '0') ELSE abs(y)::text END;
      WHEN 'YYY' THEN n := abs(y) % 1000; width := 3;
      WHEN 'YY' THEN n := abs(y) % 100; width := 2;
      WHEN 'RR' THEN n := abs(y) % 100; width := 2;
      WHEN 'Y' THEN n := abs(y) % 10; width := 1;
      WHEN 'Y,YYY' THEN
        v := CASE WHEN fill OR abs(y) >= 1000 THEN (abs(y) / 1000)::text || ',' || pg_catalog.lpad((abs(y) % 1000)::text, 3, '0')
                  ELSE (abs(y) % 1000)::text END;
      WHEN 'IYYY' THEN n := extract(isoyear FROM d); width := 4;
      WHEN 'IYY' THEN n := extract(isoyear FROM d)::integer % 1000; width := 3;
      WHEN 'IY' THEN n := extract(isoyear FROM d)::integer % 100; width := 2;
      WHEN 'I' THEN n := extract(isoyear FROM d)::integer % 10; width := 1;
      WHEN 'CC' THEN n := abs(extract(century FROM d)::integer); width := 2;
      WHEN 'SCC' THEN
        v := CASE WHEN y < 0 THEN '-' WHEN fill THEN ' ' ELSE '' END
          || pg_catalog.lpad(abs(extract(century FROM d)::integer)::text, 2, '0');
      WHEN 'Q' THEN n := extract(quarter FROM d); width := 1;
      WHEN 'MM' THEN n := extract(month FROM d); width := 2;
      WHEN 'WW' THEN n := (extract(doy FROM d)::integer - 1) / 7 + 1; width := 2;
      WHEN 'IW' THEN n := extract(week FROM d); width := 2;
      WHEN 'W' THEN n := (extract(day FROM d)::integer - 1) / 7 + 1; width := 1;
      WHEN 'DDD' THEN n := extract(doy FROM d); width := 3;
      WHEN 'DD' THEN n := extract(day FROM d); width := 2;
      WHEN 'D' THEN n := extract(dow FROM d)::integer + 1; width := 1;
      WHEN 'J' THEN n := floor(extract(julian FROM d)); width := 7;
      WHEN 'HH24' THEN n := hour; width := 2;
      WHEN 'HH' THEN n := (hour + 11) % 12 + 1; width := 2;
      WHEN 'HH12' THEN n := (hour + 11) % 12 + 1; width := 2;
      WHEN 'MI' THEN n := extract(minute FROM d); width := 2;
      WHEN 'SS' THEN n := floor(extract(second FROM d)); width := 2;
      WHEN 'SSSSS' THEN n := floor(extract(epoch FROM d::time)); width := 5;
      WHEN 'MONTH' THEN
        v := months[extract(month FROM d)::integer];
        v := CASE WHEN fill THEN pg_catalog.rpad(v, 9) ELSE v END;
      WHEN 'MON' THEN v := pg_catalog.left(months[extract(month FROM d)::integer], 3);
      WHEN 'DAY' THEN
        v := days[extract(dow FROM d)::integer + 1];
        v := CASE WHEN fill THEN pg_catalog.rpad(v, 9) ELSE v END;
      WHEN 'DY' THEN v := pg_catalog.left(days[extract(dow FROM d)::integer + 1], 3);
      WHEN 'RM' THEN
        v := romans[extract(month FROM d)::integer];
        v := CASE WHEN fill THEN pg_catalog.rpad(v, 4) ELSE v END;
        result := result || CASE WHEN token = lower(token) THEN lower(v) ELSE v END;
        CONTINUE;
      WHEN 'YEAR', 'SYEAR' THEN
        IF y < 1000 OR (y % 100 BETWEEN 1 AND 9 AND y % 1000 >= 100) THEN
          RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = 'how Oracle spells the year ' || y || ' is not known';
        ELSIF y % 100 = 0 AND y % 1000 <> 0 THEN
          v := sct.spell_number(y / 100, false) || ' HUNDRED';
        ELSIF y % 1000 < 10 THEN
          v := sct.spell_number(y, false);
        ELSE
          v := sct.spell_number(y / 100, false) || ' ' || sct.spell_number(y % 100, false);
        END IF;
        v := CASE WHEN element = 'SYEAR' AND fill THEN ' ' ELSE '' END || initcap(v);
      WHEN 'DL' THEN
        result := result || sct.format_datetime(d, 'fmDay, Month fmDD, YYYY', NULL, NULL);
        CONTINUE;
      WHEN 'AM', 'PM' THEN
        v := CASE WHEN hour < 12 THEN 'Am' ELSE 'Pm' END;
      WHEN 'A.M.', 'P.M.' THEN
        v := CASE WHEN hour < 12 THEN 'A.M.' ELSE 'P.M.' END;
        result := result || CASE WHEN token = lower(token) THEN lower(v) ELSE v END;
        CONTINUE;
      WHEN 'AD', 'BC' THEN
        v := CASE WHEN y > 0 THEN 'Ad' ELSE 'Bc' END;
      WHEN 'A.D.', 'B.C.' THEN
        v := CASE WHEN y > 0 THEN 'A.D.' ELSE 'B.C.' END;
        result := result || CASE WHEN token = lower(token) THEN lower(v) ELSE v END;
        CONTINUE;
      WHEN 'X' THEN
        result := result || '.';
        CONTINUE;
      WHEN 'DS', 'TS', 'E', 'EE', 'TZD' THEN
        RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = 'datetime format element ' || element || ' depends on the territory or zone tables and is not emulated';
      ELSE
        IF element LIKE 'FF%' THEN
          width := coalesce(nullif(pg_catalog.substr(element, 3), ''), '6')::integer;
          v := pg_catalog.lpad((extract(microseconds FROM d)::bigint % 1000000)::text, 6, '0');
          result := result || pg_catalog.rpad(v, width, '0');
          CONTINUE;
        ELSIF element IN ('TZH', 'TZM', 'TZR') AND zone_seconds IS NOT NULL THEN
          result := result || CASE element
            WHEN 'TZH' THEN CASE WHEN zone_seconds < 0 THEN '-' ELSE '+' END || pg_catalog.lpad((abs(zone_seconds) / 3600)::text, 2, '0')
            WHEN 'TZM' THEN pg_catalog.lpad((abs(zone_seconds) / 60 % 60)::text, 2, '0')
            ELSE upper(zone_name) END;
          CONTINUE;
        END IF;
        RAISE EXCEPTION USING ERRCODE = '22023', MESSAGE = 'ORA-01821: date format not recognized', DETAIL = 'format: ' || fmt;
    END CASE;
    IF n IS NOT NULL THEN
      IF suffix IN ('SP', 'SPTH', 'THSP') THEN
        v := initcap(sct.spell_number(n, suffix <> 'SP'));
      ELSE
        v := CASE WHEN fill THEN pg_catalog.lpad(n::text, greatest(width, pg_catalog.length(n::text)), '0') ELSE n::text END;
        IF suffix = 'TH' THEN
          v := v || CASE WHEN n % 100 BETWEEN 11 AND 13 THEN 'Th' WHEN n % 10 = 1 THEN 'St' WHEN n % 10 = 2 THEN 'Nd'
                         WHEN n % 10 = 3 THEN 'Rd' ELSE 'Th' END;
          v := CASE WHEN pg_catalog.left(token, 2) = upper(pg_catalog.left(token, 2)) THEN upper(v) ELSE lower(v) END;
        END IF;
      END IF;
    END IF;
    -- Words follow the case of the element's first two letters: MONTH, Month, month.
    IF pg_catalog.left(token, 1) <> upper(pg_catalog.left(token, 1)) THEN
      v := lower(v);
    ELSIF pg_catalog.left(token, 2) = upper(pg_catalog.left(token, 2)) THEN
      v := upper(v);
    END IF;
    result := result || v;
  END LOOP;
  RETURN nullif(result, '');
END
$$;
