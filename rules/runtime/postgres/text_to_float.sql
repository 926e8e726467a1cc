-- name: text_to_float
-- signature: text_to_float(text) returns double precision
-- source: Oracle Database SQL Language Reference, TO_BINARY_DOUBLE
-- why: 'INF', '-INF' and 'NaN' in any case beside numbers, which are read as Oracle reads them
-- needs: text_to_num
-- example: sct.text_to_float('1.5') => 1.5
-- example: sct.text_to_float('inf') => Infinity
-- example: sct.text_to_float('-INF') => -Infinity
-- example: sct.text_to_float('NaN') => NaN
-- example: sct.text_to_float('') => <NULL>
-- example: sct.text_to_float('x') => ERROR 22P02
CREATE OR REPLACE FUNCTION sct.text_to_float(s text) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE upper(pg_catalog.btrim(s))
  WHEN 'INF' THEN 'Infinity'::double precision
  WHEN '-INF' THEN '-Infinity'::double precision
  WHEN 'NAN' THEN 'NaN'::double precision
  ELSE sct.text_to_num(s)::double precision
END
$$;
