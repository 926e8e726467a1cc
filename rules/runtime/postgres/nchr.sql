-- name: nchr
-- signature: nchr(numeric) returns text
-- source: Oracle Database SQL Language Reference, NCHR and CHR … USING NCHAR_CS, UNISTR's code units
-- why: the number is one UTF-16 unit or a pair; 0 and half of a pair are no character of the target and raise an error
-- example: sct.nchr(233) => é
-- example: sct.nchr(8364) => €
-- example: sct.nchr(3627933184) => 😀
-- example: sct.nchr(NULL) => <NULL>
-- example: sct.nchr(55357) => ERROR 54000
-- example: sct.nchr(0) => ERROR 54000
-- example: sct.nchr(128512) => ERROR 54000
CREATE OR REPLACE FUNCTION sct.nchr(n numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT pg_catalog.chr(CASE
  WHEN n < 65536 THEN trunc(n)::integer
  WHEN trunc(n) BETWEEN 3623878656 AND 3690987519 AND mod(trunc(n), 65536) BETWEEN 56320 AND 57343
    THEN (65536 + (div(n, 65536) - 55296) * 1024 + mod(trunc(n), 65536) - 56320)::integer
  WHEN n IS NOT NULL THEN 55296
END)
$$;
