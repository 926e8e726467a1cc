-- name: to_number_fmt
-- signature: to_number_fmt(text, text) returns numeric
-- signature: to_number_fmt(text, text, text) returns numeric
-- source: Oracle Database SQL Language Reference, TO_NUMBER and Number Format Models
-- why: native to_number skips what does not fit; here more digits than the model has, letters and misplaced separators are ORA-01722
-- needs: invalid_number, raise_ora
-- example: sct.to_number_fmt('100.00', '9G999D99') => 100.00
-- example: sct.to_number_fmt('1,234.5', '9,999.99') => 1234.5
-- example: sct.to_number_fmt('-1234', '9999') => -1234
-- example: sct.to_number_fmt('12-', '999MI') => -12
-- example: sct.to_number_fmt('12-', '999S') => -12
-- example: sct.to_number_fmt('<12>', '999PR') => -12
-- example: sct.to_number_fmt('$1,234.50', '$9,999.99') => 1234.50
-- example: sct.to_number_fmt('-AusDollars100', 'L9G999D99', 'NLS_NUMERIC_CHARACTERS = '',.'' NLS_CURRENCY = ''AusDollars''') => -100
-- example: sct.to_number_fmt('1.234,5', '9G999D99', 'NLS_NUMERIC_CHARACTERS = '',.''') => 1234.5
-- example: sct.to_number_fmt('FF', 'XX') => 255
-- example: sct.to_number_fmt('7b', 'xxxx') => 123
-- example: sct.to_number_fmt('ffffffffffffffff', 'xxxxxxxxxxxxxxxx') => 18446744073709551615
-- example: sct.to_number_fmt('0123456789abcdef0123456789abcdef', 'XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX') => 1512366075204170929049582354406559215
-- example: sct.to_number_fmt('FFF', 'XX') => ERROR 22P02
-- example: sct.to_number_fmt('1.5E+02', '9.9EEEE') => 150
-- example: sct.to_number_fmt('12345', '999') => ERROR 22P02: ORA-01722: invalid number
-- example: sct.to_number_fmt('12,34', '9,999') => ERROR 22P02
-- example: sct.to_number_fmt('1.234', '9.99') => ERROR 22P02
-- example: sct.to_number_fmt('abc', '999') => ERROR 22P02
-- example: sct.to_number_fmt('', '999') => <NULL>
CREATE OR REPLACE FUNCTION sct.to_number_fmt(s text, fmt text, nls text) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  f text := regexp_replace(upper(fmt), '^FM', '');
  separators CONSTANT text := coalesce(substring(nls FROM '(?i)NLS_NUMERIC_CHARACTERS *= *''(..)'''), '.,');
  currency CONSTANT text := coalesce(substring(nls FROM '(?i)NLS_CURRENCY *= *''([^'']*)'''), '$');
  point text;
  grouping text;
  t text := pg_catalog.btrim(s);
  negative boolean := false;
  whole text;
  fraction text;
  model_whole text;
  model_fraction text;
  groups text;
  hex text;
BEGIN
  IF s IS NULL OR s = '' OR fmt IS NULL OR fmt = '' THEN
    RETURN NULL;
  END IF;
  IF f ~ '^0*X+$' THEN
    IF t !~ '^[0-9A-Fa-f]+$' OR pg_catalog.length(t) > pg_catalog.length(f) THEN
      RETURN sct.invalid_number(s);
    END IF;
    -- Oracle's NUMBER holds 38 digits exactly: 32 hexadecimal ones may be more and round there.
    IF pg_catalog.length(pg_catalog.ltrim(t, '0')) > 31 THEN
      PERFORM sct.raise_ora('0A000', 'TO_NUMBER of more than 31 hexadecimal digits is not converted', s);
    END IF;
    hex := pg_catalog.lpad(pg_catalog.ltrim(t, '0'), 32, '0');
    RETURN ('x' || pg_catalog.substr(hex, 1, 8))::bit(32)::bigint::numeric * 79228162514264337593543950336
         + ('x' || pg_catalog.substr(hex, 9, 8))::bit(32)::bigint::numeric * 18446744073709551616
         + ('x' || pg_catalog.substr(hex, 17, 8))::bit(32)::bigint::numeric * 4294967296
         + ('x' || pg_catalog.substr(hex, 25, 8))::bit(32)::bigint;
  END IF;
  IF f !~ '^[SBLCU$]*[90,G]*([.D][90]*)?(EEEE)?[LCU]?(S|MI|PR)?$' OR f !~ '[90]' THEN
    PERFORM sct.raise_ora('22023', 'ORA-01481: invalid number format model', fmt);
  END IF;
  point := CASE WHEN f LIKE '%D%' THEN pg_catalog.left(separators, 1) ELSE '.' END;
  grouping := CASE WHEN f LIKE '%G%' THEN pg_catalog.substr(separators, 2, 1) ELSE ',' END;
  -- Sign.
  IF f LIKE '%PR' THEN
    IF t ~ '^<.*>$' THEN
      negative := true;
      t := pg_catalog.substr(t, 2, pg_catalog.length(t) - 2);
    END IF;
  ELSIF f LIKE '%MI' OR f LIKE '%S' AND f NOT LIKE 'S%' THEN
    negative := t LIKE '%-';
    t := regexp_replace(t, '[-+]$', '');
  ELSE
    negative := t LIKE '-%';
    t := regexp_replace(t, '^[-+]', '');
  END IF;
  -- Currency.
  IF f LIKE '%$%' THEN
    t := regexp_replace(t, '^\$', '');
  ELSIF f ~ '[LU]' AND starts_with(t, currency) THEN
    t := pg_catalog.ltrim(pg_catalog.substr(t, pg_catalog.length(currency) + 1));
  ELSIF f ~ '[LU]' AND pg_catalog.right(t, pg_catalog.length(currency)) = currency THEN
    t := pg_catalog.left(t, -pg_catalog.length(currency));
  ELSIF f LIKE '%C%' THEN
    t := regexp_replace(t, '^USD|USD$', '');
  END IF;
  IF f LIKE '%EEEE%' THEN
    IF t !~ '^[0-9]+(\.[0-9]*)?[Ee][-+]?[0-9]+$' THEN
      RETURN sct.invalid_number(s);
    END IF;
    RETURN CASE WHEN negative THEN -t::numeric ELSE t::numeric END;
  END IF;
  f := regexp_replace(f, '[^90,G.D]', '', 'g');
  model_whole := regexp_replace(f, '[.D].*', '');
  model_fraction := CASE WHEN f ~ '[.D]' THEN regexp_replace(f, '^.*[.D]', '') ELSE '' END;
  whole := split_part(t, point, 1);
  fraction := pg_catalog.substr(t, pg_catalog.length(whole) + 2);
  groups := pg_catalog.translate(whole, grouping || '0123456789', ',9999999999');
  IF (whole = '' AND fraction = '') OR groups !~ '^[9,]*$' OR fraction !~ '^[0-9]*$'
     OR (strpos(t, point) > 0 AND f !~ '[.D]')
     OR pg_catalog.length(pg_catalog.replace(groups, ',', '')) > pg_catalog.length(regexp_replace(model_whole, '[^90]', '', 'g'))
     OR pg_catalog.length(fraction) > pg_catalog.length(model_fraction)
     OR (strpos(groups, ',') > 0
         AND pg_catalog.right(pg_catalog.translate(model_whole, 'G0', ',9'), pg_catalog.length(groups)) <> groups) THEN
    RETURN sct.invalid_number(s);
  END IF;
  t := pg_catalog.replace(whole, grouping, '') || CASE WHEN fraction <> '' THEN '.' || fraction ELSE '' END;
  RETURN CASE WHEN negative THEN -t::numeric ELSE t::numeric END;
END
$$;
CREATE OR REPLACE FUNCTION sct.to_number_fmt(s text, fmt text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT sct.to_number_fmt(s, fmt, '')
$$;
