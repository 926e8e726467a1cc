-- name: datetime_format_tokens
-- signature: datetime_format_tokens(text) returns text[]
-- source: Oracle Database SQL Language Reference, Datetime Format Models
-- why: cuts a format model into elements (longest first), "quoted text", FM and FX, and punctuation; anything else is ORA-01821
-- example: sct.datetime_format_tokens('YYYY-MM-DD"T"HH24:MI') => {YYYY,-,MM,-,DD,"\"T\"",HH24,:,MI}
-- example: sct.datetime_format_tokens('fmDdspth') => {fm,Ddspth}
-- example: sct.datetime_format_tokens('') => {}
-- example: sct.datetime_format_tokens('YYYY-NN') => ERROR 22023: ORA-01821: date format not recognized
CREATE OR REPLACE FUNCTION sct.datetime_format_tokens(fmt text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  elements CONSTANT text :=
    '("[^"]*"|(?:FM|FX|(?:Y,YYY|SYYYY|YYYY|IYYY|RRRR|YYY|IYY|YY|IY|RR|SCC|CC|MM|WW|IW|DDD|DD|HH24|HH12|HH|MI|SSSSS|SS|Y|I|Q|W|J|D(?!AY|Y|L|S))(?:SPTH|THSP|SP|TH)?'
    || '|SYEAR|YEAR|MONTH|MON|RM|DAY|DY|DL|DS|TS|FF[1-9]?|A\.M\.|P\.M\.|AM|PM|A\.D\.|B\.C\.|AD|BC|TZH|TZM|TZR|TZD|EE|E|X)'
    || '|[-/,.;: ]|[^A-Za-z0-9"])';
  result text[];
BEGIN
  result := ARRAY(SELECT f.groups[1] FROM regexp_matches(fmt, elements, 'gi') WITH ORDINALITY AS f(groups, n) ORDER BY f.n);
  IF array_to_string(result, '') <> fmt THEN
    RAISE EXCEPTION USING ERRCODE = '22023', MESSAGE = 'ORA-01821: date format not recognized', DETAIL = 'format: ' || fmt;
  END IF;
  RETURN result;
END
$$;
