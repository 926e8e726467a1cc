-- name: json_dom_node
-- signature: json_dom_node(numeric) returns text[]
-- source: Oracle Database PL/SQL Packages and Types Reference, JSON Data Structures
-- why: the parts of a value in the session's memory; where a value was put into another and one of both was changed, the manual does not say whether the other shows it
-- example: sct.json_dom_node(sct.json_dom_new('{a,1,2}')) => {a,1,2}
-- example: sct.json_dom_node(0) => ERROR 0A000: a rollback has taken back a JSON value that a variable refers to
CREATE OR REPLACE FUNCTION sct.json_dom_node(id numeric) RETURNS text[]
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE AS $$
DECLARE
  dom CONSTANT regclass := to_regclass('pg_temp.sct_json_dom');
  found text[];
  old boolean;
BEGIN
  IF dom IS NOT NULL THEN
    EXECUTE format('SELECT d.parts, d.stale FROM %1$s d WHERE d.id = $1', dom) INTO found, old USING id::bigint;
  END IF;
  IF found IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = 'a rollback has taken back a JSON value that a variable refers to';
  ELSIF old THEN
    RAISE EXCEPTION USING ERRCODE = '0A000', MESSAGE = 'a JSON value was put into another and one of both was changed: whether the other shows it is not known',
      HINT = 'Change it before it is put, or put a clone and read only that.';
  END IF;
  RETURN found;
END
$$;
