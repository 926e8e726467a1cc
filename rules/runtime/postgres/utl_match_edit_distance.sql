-- name: utl_match_edit_distance
-- signature: utl_match_edit_distance(text, text) returns numeric
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_MATCH.EDIT_DISTANCE
-- why: native levenshtein is in the extension fuzzystrmatch, for at most 255 characters
-- example: sct.utl_match_edit_distance('shackleford', 'shackelford') => 2
-- example: sct.utl_match_edit_distance('abc', 'abc') => 0
-- example: sct.utl_match_edit_distance('kitten', 'sitting') => 3
-- example: sct.utl_match_edit_distance('abc', NULL) => -1
CREATE OR REPLACE FUNCTION sct.utl_match_edit_distance(a text, b text) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  above integer[];
  line integer[];
  c text;
BEGIN
  IF a = '' OR a IS NULL OR b = '' OR b IS NULL THEN
    RETURN -1;
  END IF;
  above := ARRAY(SELECT generate_series(0, pg_catalog.length(b)));
  FOR i IN 1 .. pg_catalog.length(a) LOOP
    line := ARRAY[i];
    c := pg_catalog.substr(a, i, 1);
    FOR j IN 1 .. pg_catalog.length(b) LOOP
      line := line || LEAST(above[j + 1] + 1, line[j] + 1,
                            above[j] + CASE WHEN c = pg_catalog.substr(b, j, 1) THEN 0 ELSE 1 END);
    END LOOP;
    above := line;
  END LOOP;
  RETURN above[pg_catalog.length(b) + 1];
END
$$;
