-- name: utl_match_jaro_winkler
-- signature: utl_match_jaro_winkler(text, text) returns double precision
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_MATCH.JARO_WINKLER; W. E. Winkler, String Comparator Metrics (1990)
-- why: Jaro's measure, and a tenth of what is missing for each of up to four equal characters at the start
-- example: round(sct.utl_match_jaro_winkler('MARTHA', 'MARHTA')::numeric, 4) => 0.9611
-- example: round(sct.utl_match_jaro_winkler('DIXON', 'DICKSONX')::numeric, 4) => 0.8133
-- example: round(sct.utl_match_jaro_winkler('DWAYNE', 'DUANE')::numeric, 4) => 0.8400
-- example: sct.utl_match_jaro_winkler('abc', 'xyz') => 0
-- example: sct.utl_match_jaro_winkler('abc', 'abc') => 1
-- example: sct.utl_match_jaro_winkler(NULL, 'a') => 0
CREATE OR REPLACE FUNCTION sct.utl_match_jaro_winkler(s1 text, s2 text) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  a CONSTANT text[] := coalesce(string_to_array(s1, NULL), '{}');
  b CONSTANT text[] := coalesce(string_to_array(s2, NULL), '{}');
  n CONSTANT integer := cardinality(a);
  m CONSTANT integer := cardinality(b);
  reach CONSTANT integer := greatest(greatest(n, m) / 2 - 1, 0);
  taken boolean[] := array_fill(false, ARRAY[greatest(m, 1)]);
  found integer[] := '{}';
  common integer := 0;
  moved integer := 0;
  prefix integer := 0;
  jaro double precision;
BEGIN
  FOR i IN 1 .. n LOOP
    FOR j IN greatest(1, i - reach) .. least(m, i + reach) LOOP
      IF NOT taken[j] AND a[i] = b[j] THEN
        taken[j] := true;
        found := found || i;
        common := common + 1;
        EXIT;
      END IF;
    END LOOP;
  END LOOP;
  IF common = 0 THEN
    RETURN 0;
  END IF;
  SELECT count(*) INTO moved
  FROM unnest(found, ARRAY(SELECT j FROM generate_series(1, m) AS j WHERE taken[j] ORDER BY j)) AS pair (i, j)
  WHERE a[i] <> b[j];
  jaro := (common::double precision / n + common::double precision / m + (common - moved / 2)::double precision / common) / 3;
  WHILE prefix < least(n, m, 4) AND a[prefix + 1] = b[prefix + 1] LOOP
    prefix := prefix + 1;
  END LOOP;
  RETURN jaro + prefix * 0.1::double precision * (1 - jaro);
END
$$;
