-- name: utl_lms_format_message
-- signature: utl_lms_format_message(text, text[]) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_LMS.FORMAT_MESSAGE
-- why: %s and %d are the arguments in turn, %% a percent sign; NULL and missing arguments are nothing
-- example: sct.utl_lms_format_message('%s has %d of 100%%', 'x', '5') => x has 5 of 100%
-- example: sct.utl_lms_format_message('a %s b %s', 'x') => a x b 
-- example: sct.utl_lms_format_message('plain') => plain
CREATE OR REPLACE FUNCTION sct.utl_lms_format_message(format text, VARIADIC args text[] DEFAULT '{}') RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT nullif(string_agg(CASE WHEN part = '%%' THEN '%' WHEN part IN ('%s', '%d') THEN coalesce(args[nth::integer], '') ELSE part END, '' ORDER BY n), '')
FROM (SELECT n, m[1] AS part, count(*) FILTER (WHERE m[1] IN ('%s', '%d')) OVER (ORDER BY n) AS nth
      FROM regexp_matches(format, '(%%|%s|%d|[^%]+|%)', 'g') WITH ORDINALITY AS t (m, n)) AS parts
$$;
