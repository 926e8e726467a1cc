-- name: to_char_number
-- signature: to_char_number(numeric, text) returns text
-- signature: to_char_number(numeric, text, text) returns text
-- source: Oracle Database SQL Language Reference, TO_CHAR (number) and Number Format Models
-- why: native to_char differs in rounding to '#', B, FM, PR, V, X, EEEE, TM, unknown elements (copied there, an error here); the third argument may set NLS_NUMERIC_CHARACTERS, NLS_CURRENCY, NLS_ISO_CURRENCY
-- needs: num_to_text, raise_ora
-- example: concat('[', sct.to_char_number(1234567.891, '9,999,999.99'), ']') => [ 1,234,567.89]
-- example: sct.to_char_number(-1234567890, '9999999999S') => 1234567890-
-- example: sct.to_char_number(1234567890, '9999999999S') => 1234567890+
-- example: concat('[', sct.to_char_number(0, '99.99'), ']') => [   .00]
-- example: concat('[', sct.to_char_number(0.1, '99.99'), ']') => [   .10]
-- example: concat('[', sct.to_char_number(-0.2, '99.99'), ']') => [  -.20]
-- example: concat('[', sct.to_char_number(0, '90.99'), ']') => [  0.00]
-- example: concat('[', sct.to_char_number(-0.2, '90.99'), ']') => [ -0.20]
-- example: concat('[', sct.to_char_number(0, '9999'), ']') => [    0]
-- example: concat('[', sct.to_char_number(0, 'B9999'), ']') => [     ]
-- example: concat('[', sct.to_char_number(1, 'B9999'), ']') => [    1]
-- example: concat('[', sct.to_char_number(0, 'B90.99'), ']') => [      ]
-- example: sct.to_char_number(123.456, 'FM999.009') => 123.456
-- example: sct.to_char_number(123.45, 'FM999.009') => 123.45
-- example: sct.to_char_number(123.0, 'FM999.009') => 123.00
-- example: concat('[', sct.to_char_number(123.456, '9.9EEEE'), ']') => [ 1.2E+02]
-- example: concat('[', sct.to_char_number(1e123, '9.9EEEE'), ']') => [ 1.0E+123]
-- example: sct.to_char_number(123.456, 'FM9.9EEEE') => 1.2E+02
-- example: sct.to_char_number(-0.00123, '9.99EEEE') => -1.23E-03
-- example: sct.to_char_number(123.45, 'FML999.99') => $123.45
-- example: concat('[', sct.to_char_number(123.45, 'L999.99'), ']') => [          $123.45]
-- example: concat('[', sct.to_char_number(12, '$9,999'), ']') => [    $12]
-- example: concat('[', sct.to_char_number(-12, '$9,999'), ']') => [   -$12]
-- example: sct.to_char_number(12345, '999') => ####
-- example: sct.to_char_number(999.9, '999') => ####
-- example: sct.to_char_number(5, 'FM0000') => 0005
-- example: concat('[', sct.to_char_number(5, '0,000'), ']') => [ 0,005]
-- example: concat('[', sct.to_char_number(12, 'S999'), ']') => [ +12]
-- example: concat('[', sct.to_char_number(12, '999MI'), ']') => [ 12 ]
-- example: sct.to_char_number(-12, 'FM999MI') => 12-
-- example: concat('[', sct.to_char_number(-12, '999PR'), sct.to_char_number(12, '999PR'), ']') => [ <12>  12 ]
-- example: concat('[', sct.to_char_number(1.2, '9V99'), ']') => [ 120]
-- example: sct.to_char_number(18446744073709551615, 'FMxxxxxxxxxxxxxxxx') => ffffffffffffffff
-- example: sct.to_char_number(9223372036854775808, 'FM0XXXXXXXXXXXXXXX') => 8000000000000000
-- example: sct.to_char_number(-1, 'XXX') => ####
-- example: concat('[', sct.to_char_number(255, 'XX'), sct.to_char_number(255, 'xxx'), ']') => [ FF  ff]
-- example: sct.to_char_number(10, 'FM0XXX') => 000A
-- example: concat('[', sct.to_char_number(485, 'RN'), ']') => [        CDLXXXV]
-- example: sct.to_char_number(1999, 'FMrn') => mcmxcix
-- example: sct.to_char_number(4000, 'RN') => ###############
-- example: sct.to_char_number(0.5, 'TM9') => .5
-- example: sct.to_char_number(1234.5, 'TME') => 1.2345E+03
-- example: sct.to_char_number(0, 'FM999.99') => 0.
-- example: sct.to_char_number(123, 'FM999.99') => 123.
-- example: sct.to_char_number(0.5, 'FM999.99') => .5
-- example: sct.to_char_number(0.5, 'FM990.00') => 0.50
-- example: sct.to_char_number(1234.5, 'FM9G999D00', 'NLS_NUMERIC_CHARACTERS = '',.''') => 1.234,50
-- example: sct.to_char_number(12.5, 'FML990D00', 'NLS_CURRENCY=''CHF''') => CHF12.50
-- example: sct.to_char_number(1, '9Z9') => ERROR 22023: ORA-01481: invalid number format model
-- example: sct.to_char_number(1, '9.9.9') => ERROR 22023
-- example: sct.to_char_number(NULL, '999') => <NULL>
CREATE OR REPLACE FUNCTION sct.to_char_number(n numeric, fmt text, nls text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  f text := upper(fmt);
  separators CONSTANT text := coalesce(substring(nls FROM '(?i)NLS_NUMERIC_CHARACTERS *= *''(..)'''), '.,');
  currency CONSTANT text := coalesce(substring(nls FROM '(?i)NLS_CURRENCY *= *''([^'']*)'''), '$');
  iso CONSTANT text := CASE WHEN substring(nls FROM '(?i)NLS_ISO_CURRENCY') IS NULL THEN 'USD' END;
  point CONSTANT text := pg_catalog.left(separators, 1);
  grouping CONSTANT text := pg_catalog.substr(separators, 2, 1);
  compact boolean := false;   -- FM
  blank boolean := false;     -- B
  sign_at text := 'lead';     -- lead, S front, S back, MI, PR
  money text := '';           -- text put before the digits
  money_width integer := 0;
  scientific boolean := false;
  int_part text := '';        -- the 9, 0, comma and G before the point
  dec_part text := '';
  in_decimals boolean := false;
  shift integer := 0;         -- digits after V
  in_shift boolean := false;
  point_mark text := '';
  money_at text := '';        -- for L or C: front, back, point
  i integer := 1;
  c text;
  v numeric;
  negative CONSTANT boolean := n < 0;
  exponent integer := 0;
  whole text;
  fraction text;
  positions integer;
  zero_from integer;
  body text := '';
  digits text;
  d integer;
  width integer;
BEGIN
  IF n IS NULL OR fmt IS NULL OR fmt = '' THEN
    RETURN NULL;
  END IF;
  IF f LIKE 'FM%' THEN
    compact := true;
    f := pg_catalog.substr(f, 3);
  END IF;
  IF f IN ('TM', 'TM9') THEN
    RETURN sct.num_to_text(n);
  ELSIF f = 'TME' THEN
    IF n = 0 THEN
      RETURN '0E+00';
    END IF;
    whole := pg_catalog.ltrim(pg_catalog.replace(abs(trim_scale(n))::text, '.', ''), '0');
    exponent := CASE WHEN abs(n) >= 1 THEN pg_catalog.length(split_part(abs(n)::text, '.', 1)) - 1
                     ELSE pg_catalog.length(whole) - scale(trim_scale(n)) - 1 END;
    whole := pg_catalog.rtrim(whole, '0');
    RETURN CASE WHEN negative THEN '-' ELSE '' END || pg_catalog.left(whole, 1)
      || CASE WHEN pg_catalog.length(whole) > 1 THEN '.' || pg_catalog.substr(whole, 2) ELSE '' END
      || 'E' || CASE WHEN exponent < 0 THEN '-' ELSE '+' END || pg_catalog.lpad(abs(exponent)::text, greatest(2, pg_catalog.length(abs(exponent)::text)), '0');
  ELSIF f = 'RN' THEN
    v := round(n);
    IF v NOT BETWEEN 1 AND 3999 THEN
      RETURN repeat('#', 15);
    END IF;
    body := pg_catalog.btrim(pg_catalog.to_char(v, 'FMRN'));
    body := CASE WHEN fmt LIKE '%rn' THEN lower(body) ELSE body END;
    RETURN CASE WHEN compact THEN body ELSE pg_catalog.lpad(body, 15) END;
  ELSIF f ~ '^0*X+$' THEN
    v := round(n);
    body := CASE WHEN v >= 0 THEN '' END;
    WHILE v > 4294967295 LOOP
      body := pg_catalog.lpad(to_hex(mod(v, 4294967296)::bigint), 8, '0') || body;
      v := div(v, 4294967296);
    END LOOP;
    body := to_hex(v::bigint) || body;
    IF body IS NULL OR pg_catalog.length(body) > pg_catalog.length(f) THEN
      RETURN repeat('#', pg_catalog.length(f) + 1);
    END IF;
    body := CASE WHEN fmt ~ 'X' THEN upper(body) ELSE body END;
    body := CASE WHEN f LIKE '0%' THEN pg_catalog.lpad(body, pg_catalog.length(f), '0') ELSE body END;
    RETURN CASE WHEN compact THEN body ELSE pg_catalog.lpad(body, pg_catalog.length(f) + 1) END;
  END IF;
  -- Read the model.
  WHILE i <= pg_catalog.length(f) LOOP
    c := pg_catalog.substr(f, i, 1);
    CASE
      WHEN c IN ('9', '0') THEN
        IF in_decimals THEN
          dec_part := dec_part || c;
        ELSE
          int_part := int_part || c;
          shift := shift + in_shift::integer;
        END IF;
      WHEN c IN (',', 'G') AND NOT in_decimals AND int_part <> '' THEN int_part := int_part || c;
      WHEN c IN ('.', 'D') AND NOT in_decimals AND NOT in_shift THEN
        in_decimals := true;
        point_mark := c;
      WHEN c = 'V' AND NOT in_decimals AND NOT in_shift THEN in_shift := true;
      WHEN c = '$' AND money = '' THEN money := '$'; money_width := 1; money_at := 'front';
      WHEN c IN ('L', 'C', 'U') AND money = '' THEN
        IF c = 'C' AND iso IS NULL THEN
          RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = 'NLS_ISO_CURRENCY depends on the territory tables and is not emulated';
        END IF;
        money := CASE c WHEN 'C' THEN iso ELSE currency END;
        money_width := CASE c WHEN 'C' THEN 7 ELSE 10 END;
        IF int_part = '' AND NOT in_decimals THEN
          money_at := 'front';
        ELSIF i = pg_catalog.length(f) OR pg_catalog.substr(f, i + 1) IN ('S', 'MI', 'PR') THEN
          money_at := 'back';
        ELSE
          money_at := 'point';  -- the currency stands for the decimal point
          in_decimals := true;
          point_mark := c;
        END IF;
      WHEN c = 'B' AND NOT blank THEN blank := true;
      WHEN c = 'S' AND sign_at = 'lead' AND (i = 1 OR i = pg_catalog.length(f)) THEN
        sign_at := CASE WHEN i = 1 THEN 'S front' ELSE 'S back' END;
      WHEN pg_catalog.substr(f, i) = 'MI' AND sign_at = 'lead' THEN sign_at := 'MI'; i := i + 1;
      WHEN pg_catalog.substr(f, i) = 'PR' AND sign_at = 'lead' THEN sign_at := 'PR'; i := i + 1;
      WHEN pg_catalog.substr(f, i, 4) = 'EEEE' AND NOT scientific THEN scientific := true; i := i + 3;
      ELSE
        PERFORM sct.raise_ora('22023', 'ORA-01481: invalid number format model', fmt);
    END CASE;
    i := i + 1;
  END LOOP;
  IF int_part = '' AND dec_part = '' THEN
    PERFORM sct.raise_ora('22023', 'ORA-01481: invalid number format model', fmt);
  END IF;
  positions := pg_catalog.length(regexp_replace(int_part, '[^90]', '', 'g'));
  -- Digits.
  v := abs(n) * ('1e' || shift)::numeric;
  IF scientific THEN
    IF v <> 0 THEN
      exponent := CASE WHEN v >= 1 THEN pg_catalog.length(trunc(v)::text) - 1
                       ELSE pg_catalog.length(pg_catalog.ltrim(split_part(v::text, '.', 2), '0')) - scale(v) - 1 END;
      v := v * ('1e' || -exponent)::numeric;
      IF round(v, pg_catalog.length(dec_part)) >= 10 THEN
        v := v / 10;
        exponent := exponent + 1;
      END IF;
    END IF;
    int_part := '0';
    positions := 1;
  END IF;
  v := round(v, pg_catalog.length(dec_part));
  whole := CASE WHEN v < 1 THEN '' ELSE trunc(v)::text END;
  fraction := CASE WHEN dec_part = '' THEN '' ELSE split_part(v::text, '.', 2) END;
  width := pg_catalog.length(int_part) + pg_catalog.length(dec_part) + (point_mark <> '' AND money_at <> 'point')::integer + money_width
    + CASE sign_at WHEN 'PR' THEN 2 ELSE 1 END + CASE WHEN scientific THEN 3 + greatest(2, pg_catalog.length(abs(exponent)::text)) - 1 ELSE 0 END;
  IF pg_catalog.length(whole) > positions THEN
    RETURN repeat('#', width);
  END IF;
  IF blank AND v = 0 THEN
    RETURN CASE WHEN compact THEN NULL ELSE repeat(' ', width) END;
  END IF;
  -- Whole part: digits from the right into their positions; a 0 in the model shows zeros from there on.
  zero_from := strpos(int_part, '0');
  IF blank THEN
    zero_from := 0;
  ELSIF whole = '' AND dec_part = '' AND zero_from = 0 THEN
    zero_from := pg_catalog.length(int_part);  -- a bare zero
  END IF;
  digits := pg_catalog.lpad(whole, positions);
  d := 0;
  FOR k IN 1 .. pg_catalog.length(int_part) LOOP
    c := pg_catalog.substr(int_part, k, 1);
    IF c IN ('9', '0') THEN
      d := d + 1;
      c := pg_catalog.substr(digits, d, 1);
      IF c <> ' ' THEN
        body := body || c;
      ELSIF zero_from > 0 AND k >= zero_from THEN
        body := body || '0';
      END IF;
    ELSIF body <> '' THEN
      body := body || CASE c WHEN 'G' THEN grouping ELSE ',' END;
    END IF;
  END LOOP;
  IF compact AND dec_part <> '' THEN
    fraction := pg_catalog.rpad(pg_catalog.rtrim(fraction, '0'),
      greatest(pg_catalog.length(pg_catalog.rtrim(fraction, '0')), pg_catalog.length(pg_catalog.rtrim(dec_part, '9'))), '0');
    IF body = '' AND fraction = '' THEN
      body := '0';
    END IF;
  END IF;
  IF money_at = 'front' THEN
    body := money || body;
  END IF;
  IF point_mark <> '' THEN
    body := body || CASE WHEN money_at = 'point' THEN money WHEN point_mark = 'D' THEN point ELSE '.' END || fraction;
  END IF;
  IF scientific THEN
    body := body || 'E' || CASE WHEN exponent < 0 THEN '-' ELSE '+' END
      || pg_catalog.lpad(abs(exponent)::text, greatest(2, pg_catalog.length(abs(exponent)::text)), '0');
  END IF;
  IF money_at = 'back' THEN
    body := body || money;
  END IF;
  body := CASE sign_at
    WHEN 'S front' THEN CASE WHEN negative THEN '-' ELSE '+' END || body
    WHEN 'S back' THEN body || CASE WHEN negative THEN '-' ELSE '+' END
    WHEN 'MI' THEN body || CASE WHEN negative THEN '-' WHEN compact THEN '' ELSE ' ' END
    WHEN 'PR' THEN CASE WHEN negative THEN '<' || body || '>' WHEN compact THEN body ELSE ' ' || body || ' ' END
    ELSE CASE WHEN negative THEN '-' || body WHEN compact THEN body ELSE ' ' || body END
  END;
  RETURN CASE WHEN compact THEN body ELSE pg_catalog.lpad(body, greatest(width, pg_catalog.length(body))) END;
END
$$;
CREATE OR REPLACE FUNCTION sct.to_char_number(n numeric, fmt text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT sct.to_char_number(n, fmt, '')
$$;
