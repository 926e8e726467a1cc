-- name: regex_flags
-- signature: regex_flags(text) returns text
-- source: Oracle Database SQL Language Reference, REGEXP_LIKE (match_param)
-- why: i, c and m as PostgreSQL writes them (the last of i and c counts); n and x are in the pattern
-- example: sct.regex_flags('ic') => c
-- example: sct.regex_flags('im') => iw
-- example: concat('[', sct.regex_flags(NULL), ']') => []
-- example: sct.regex_flags('q') => ERROR 22023: ORA-01760: illegal argument for function
CREATE OR REPLACE FUNCTION sct.regex_flags(flags text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF flags ~ '[^icmnx]' THEN
    RAISE EXCEPTION USING ERRCODE = '22023', MESSAGE = 'ORA-01760: illegal argument for function', DETAIL = 'value: ' || flags;
  END IF;
  RETURN coalesce(substring(flags FROM '([ic])[^ic]*$'), '') || CASE WHEN strpos(flags, 'm') > 0 THEN 'w' ELSE '' END;
END
$$;
