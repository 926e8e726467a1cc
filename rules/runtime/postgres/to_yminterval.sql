-- name: to_yminterval
-- signature: to_yminterval(text) returns interval
-- source: Oracle Database SQL Language Reference, TO_YMINTERVAL
-- why: accepts Oracle's two forms only ('years-months' and ISO P…); the native cast reads a sign otherwise
-- needs: raise_ora
-- example: sct.to_yminterval('01-02') => 1 year 2 mons
-- example: sct.to_yminterval('-1-6') => -1 years -6 mons
-- example: sct.to_yminterval('P1Y2M') => 1 year 2 mons
-- example: sct.to_yminterval('1-12') => ERROR 22008: ORA-01843: not a valid month
-- example: sct.to_yminterval('1 year') => ERROR 22007
CREATE OR REPLACE FUNCTION sct.to_yminterval(s text) RETURNS interval
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  m text[];
  result interval;
BEGIN
  IF s IS NULL OR s = '' THEN
    RETURN NULL;
  END IF;
  m := regexp_match(s, '^ *([-+]?) *([0-9]{1,9})-([0-9]{1,2}) *$');
  IF m IS NULL THEN
    m := regexp_match(pg_catalog.btrim(s), '^(-?)P(?:([0-9]+)Y)?(?:([0-9]+)M)?$');
    IF m IS NULL OR (m[2] IS NULL AND m[3] IS NULL) THEN
      PERFORM sct.raise_ora('22007', 'ORA-01867: the interval is invalid', s);
    END IF;
  ELSIF m[3]::integer > 11 THEN
    PERFORM sct.raise_ora('22008', 'ORA-01843: not a valid month', s);
  END IF;
  result := make_interval(years => coalesce(m[2], '0')::integer, months => coalesce(m[3], '0')::integer);
  RETURN CASE WHEN m[1] = '-' THEN -result ELSE result END;
END
$$;
