-- name: dbms_utility_name_tokenize
-- signature: dbms_utility_name_tokenize(text, text, text, text, text, numeric) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_UTILITY.NAME_TOKENIZE
-- why: the parts of a[.b[.c]][@link] in capitals unless they are quoted, and the place behind them
-- needs: raise_ora
-- example: CALL sct.dbms_utility_name_tokenize('hr.emp', NULL, NULL, NULL, NULL, NULL) => HR|EMP|<NULL>|<NULL>|6
-- example: CALL sct.dbms_utility_name_tokenize('a."b".c@x.y', NULL, NULL, NULL, NULL, NULL) => A|b|C|X.Y|11
-- example: CALL sct.dbms_utility_name_tokenize('emp e', NULL, NULL, NULL, NULL, NULL) => EMP|<NULL>|<NULL>|<NULL>|3
-- example: CALL sct.dbms_utility_name_tokenize('1', NULL, NULL, NULL, NULL, NULL) => ERROR O00PV: ORA-00931: missing identifier
CREATE OR REPLACE PROCEDURE sct.dbms_utility_name_tokenize(name text, INOUT a text, INOUT b text, INOUT c text, INOUT dblink text, INOUT nextpos numeric)
LANGUAGE plpgsql AS $$
DECLARE
  one CONSTANT text := '([[:alpha:]][[:alnum:]_$#]*|"[^"]+")';
  found CONSTANT text[] := regexp_match(name, '^(' || one || '(?:\.' || one || ')?(?:\.' || one || ')?(?:@(' || one || '(?:\.' || one || ')*))?)');
BEGIN
  IF found IS NULL THEN
    PERFORM sct.raise_ora('O00PV', 'ORA-00931: missing identifier', name);
  END IF;
  a := CASE WHEN found[2] LIKE '"%' THEN pg_catalog.btrim(found[2], '"') ELSE upper(found[2]) END;
  b := CASE WHEN found[3] LIKE '"%' THEN pg_catalog.btrim(found[3], '"') ELSE upper(found[3]) END;
  c := CASE WHEN found[4] LIKE '"%' THEN pg_catalog.btrim(found[4], '"') ELSE upper(found[4]) END;
  dblink := upper(found[5]);
  nextpos := octet_length(found[1]);
END
$$;
