-- name: cut_list
-- signature: cut_list(text[], integer, text, text, boolean) returns text
-- source: Oracle Database SQL Language Reference, LISTAGG, listagg_overflow_clause
-- why: LISTAGG with ON OVERFLOW TRUNCATE; where the list is too long, room is left for a last separator, the indicator and 24 bytes for the count
-- example: sct.cut_list('{a,NULL,b}', 10, ',', '...', true) => a,b
-- example: sct.cut_list('{aaaa,bbbb,cc}', 12, ',', '...', false) => aaaa,bbbb,cc
-- example: sct.cut_list('{aaaa,bbbb,ccc}', 12, ',', '...', false) => aaaa,...
-- example: sct.cut_list(array_fill('ab'::text, '{20}'), 40, ',', '*', true) => ab,ab,ab,ab,ab,*(15)
-- example: sct.cut_list(array_fill('ab'::text, '{20}'), 40, NULL, '', false) => abababababababababababababababababababab
-- example: sct.cut_list('{NULL}', 10, ',', '...', true) => <NULL>
-- example: sct.cut_list(NULL, 10, ',', '...', true) => <NULL>
CREATE OR REPLACE FUNCTION sct.cut_list(items text[], n integer, separator text, indicator text, counted boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  given CONSTANT text[] := array_remove(items, NULL);
  between CONSTANT text := coalesce(separator, '');
  whole CONSTANT text := array_to_string(given, between);
  room integer := n - octet_length(between) - octet_length(coalesce(indicator, '')) - CASE WHEN counted THEN 24 ELSE 0 END;
  kept integer := 0;
BEGIN
  IF coalesce(octet_length(whole), 0) <= n THEN
    RETURN nullif(whole, '');
  END IF;
  FOR i IN 1 .. cardinality(given) LOOP
    room := room - octet_length(given[i]) - CASE WHEN i > 1 THEN octet_length(between) ELSE 0 END;
    EXIT WHEN room < 0;
    kept := i;
  END LOOP;
  RETURN concat(array_to_string(given[1:kept], between), CASE WHEN kept > 0 THEN between END, indicator,
                CASE WHEN counted THEN '(' || cardinality(given) - kept || ')' END);
END
$$;
