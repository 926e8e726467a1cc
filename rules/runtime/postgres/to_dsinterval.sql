-- name: to_dsinterval
-- signature: to_dsinterval(text) returns interval
-- source: Oracle Database SQL Language Reference, TO_DSINTERVAL
-- why: accepts Oracle's two forms only ('days hh:mi:ss[.ff]' and ISO P…); the native cast accepts far more and reads a sign otherwise
-- needs: raise_ora
-- example: sct.to_dsinterval('100 00:00:00') => 100 days
-- example: sct.to_dsinterval('100 10:20:30.5') => 100 days 10:20:30.5
-- example: sct.to_dsinterval('-1 02:00:00') => -1 days -02:00:00
-- example: sct.to_dsinterval('P100DT05H') => 100 days 05:00:00
-- example: sct.to_dsinterval('') => <NULL>
-- example: sct.to_dsinterval('1 day') => ERROR 22007: ORA-01867: the interval is invalid
-- example: sct.to_dsinterval('1 25:00:00') => ERROR 22008: ORA-01850: hour must be between 0 and 23
CREATE OR REPLACE FUNCTION sct.to_dsinterval(s text) RETURNS interval
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  m text[];
  result interval;
BEGIN
  IF s IS NULL OR s = '' THEN
    RETURN NULL;
  END IF;
  m := regexp_match(s, '^ *([-+]?) *([0-9]{1,9}) +([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2}(\.[0-9]{0,9})?) *$');
  IF m IS NULL THEN
    m := regexp_match(pg_catalog.btrim(s), '^(-?)P(([0-9]+)D)?(T([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]+)?S)?)?$');
    IF m IS NULL OR pg_catalog.btrim(s) ~ '[PT]$' THEN
      PERFORM sct.raise_ora('22007', 'ORA-01867: the interval is invalid', s);
    END IF;
    result := regexp_replace(pg_catalog.btrim(s), '^-', '')::interval;
    RETURN CASE WHEN m[1] = '-' THEN -result ELSE result END;
  END IF;
  IF m[3]::integer > 23 THEN
    PERFORM sct.raise_ora('22008', 'ORA-01850: hour must be between 0 and 23', s);
  ELSIF m[4]::integer > 59 THEN
    PERFORM sct.raise_ora('22008', 'ORA-01851: minutes must be between 0 and 59', s);
  ELSIF m[5]::numeric >= 60 THEN
    PERFORM sct.raise_ora('22008', 'ORA-01852: seconds must be between 0 and 59', s);
  END IF;
  result := make_interval(days => m[2]::integer, hours => m[3]::integer, mins => m[4]::integer, secs => m[5]::double precision);
  RETURN CASE WHEN m[1] = '-' THEN -result ELSE result END;
END
$$;
