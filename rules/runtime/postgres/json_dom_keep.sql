-- name: json_dom_keep
-- signature: json_dom_keep(numeric, text[]) returns numeric
-- source: Oracle Database PL/SQL Packages and Types Reference, JSON Data Structures
-- why: changes a value in the session's memory for everything that refers to it; the others that were put from it may not be read any more (json_dom_node says why)
-- example: sct.json_dom_keep(sct.json_dom_new('{a}'), '{a,1}') > 0 => true
CREATE OR REPLACE FUNCTION sct.json_dom_keep(id numeric, parts text[]) RETURNS numeric
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE AS $$
DECLARE
  dom CONSTANT regclass := to_regclass('pg_temp.sct_json_dom');
  kin bigint;
BEGIN
  EXECUTE format('SELECT d.twins FROM %1$s d WHERE d.id = $1', dom) INTO kin USING id::bigint;
  IF kin IS NOT NULL THEN
    EXECUTE format('UPDATE %1$s SET stale = true WHERE twins = $1 AND id <> $2', dom) USING kin, id::bigint;
  END IF;
  EXECUTE format('UPDATE %1$s SET parts = $2, twins = NULL WHERE id = $1', dom) USING id::bigint, parts;
  RETURN id;
END
$$;
