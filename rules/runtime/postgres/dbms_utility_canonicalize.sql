-- name: dbms_utility_canonicalize
-- signature: dbms_utility_canonicalize(text, text, numeric) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_UTILITY.CANONICALIZE
-- why: a name in capitals unless it is quoted, one of several parts with quotes around each; so many bytes of it; what stands behind the name is not looked at
-- needs: substrb
-- example: CALL sct.dbms_utility_canonicalize('a', NULL, 30) => A
-- example: CALL sct.dbms_utility_canonicalize('"a"', NULL, 30) => a
-- example: CALL sct.dbms_utility_canonicalize('"a".b', NULL, 30) => "a"."B"
-- example: CALL sct.dbms_utility_canonicalize('"a".b,c.f', NULL, 30) => "a"."B"
-- example: CALL sct.dbms_utility_canonicalize('hr.emp', NULL, 4) => "HR"
-- example: CALL sct.dbms_utility_canonicalize(NULL, 'x', 30) => <NULL>
CREATE OR REPLACE PROCEDURE sct.dbms_utility_canonicalize(name text, INOUT canon_name text, canon_len numeric)
LANGUAGE plpgsql AS $$
DECLARE
  parts CONSTANT text[] := ARRAY(SELECT m[1] FROM regexp_matches(
    substring(name from '^(?:"[^"]+"|[^".,]+)(?:\.(?:"[^"]+"|[^".,]+))*'), '("[^"]+"|[^".]+)', 'g') WITH ORDINALITY AS t (m, n) ORDER BY n);
BEGIN
  canon_name := CASE cardinality(parts)
    WHEN 0 THEN NULL
    WHEN 1 THEN CASE WHEN parts[1] LIKE '"%' THEN pg_catalog.btrim(parts[1], '"') ELSE upper(parts[1]) END
    ELSE (SELECT string_agg(CASE WHEN p LIKE '"%' THEN p ELSE '"' || upper(p) || '"' END, '.' ORDER BY n)
          FROM unnest(parts) WITH ORDINALITY AS t (p, n)) END;
  canon_name := sct.substrb(canon_name, 1, canon_len);
END
$$;
