-- name: dbms_mview_refresh
-- signature: dbms_mview_refresh(text, text) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_MVIEW.REFRESH
-- why: REFRESH MATERIALIZED VIEW of every name in a list, one after the other; every method gives the same rows, so all are complete here; names without quotes are those of the converted schema in small letters
-- example: CALL sct.dbms_mview_refresh('NO_SUCH_MV', 'C') => ERROR O0I21: ORA-23401: materialized view "NO_SUCH_MV" does not exist
-- example: CALL sct.dbms_mview_refresh('A', 'X') => ERROR 0A000: DBMS_MVIEW.REFRESH: method X is not known
CREATE OR REPLACE PROCEDURE sct.dbms_mview_refresh(list text, method text DEFAULT NULL)
LANGUAGE plpgsql AS $$
DECLARE
  one text;
  parts text[];
  found regclass;
BEGIN
  IF method ~ '[^cCfFpP?]' THEN
    RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = 'DBMS_MVIEW.REFRESH: method ' || method || ' is not known';
  END IF;
  FOREACH one IN ARRAY string_to_array(list, ',') LOOP
    SELECT array_agg(quote_ident(CASE WHEN p LIKE '"%"' AND p <> upper(p) THEN btrim(p, '"')
                                      ELSE lower(btrim(p, '"')) END) ORDER BY n)
      INTO parts
      FROM unnest(string_to_array(btrim(one), '.')) WITH ORDINALITY AS t(p, n);
    found := to_regclass(array_to_string(parts, '.'));
    IF NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = found AND c.relkind = 'm') THEN
      RAISE EXCEPTION USING ERRCODE = 'O0I21',
        MESSAGE = 'ORA-23401: materialized view "' || btrim(one) || '" does not exist';
    END IF;
    EXECUTE 'REFRESH MATERIALIZED VIEW ' || found::text;
  END LOOP;
END
$$;
