-- name: json_dom_new
-- signature: json_dom_new(text[]) returns numeric
-- source: Oracle Database PL/SQL Packages and Types Reference, JSON Data Structures
-- why: variables of the JSON object types refer to one value in the session's memory: here to a row of a temporary table; numbers go on from the clock, so that none means another value after a rollback
-- example: sct.json_dom_new('{o,a,1}') <> sct.json_dom_new('{o,a,1}') => true
CREATE OR REPLACE FUNCTION sct.json_dom_new(parts text[]) RETURNS numeric
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE AS $$
DECLARE
  made bigint;
BEGIN
  IF to_regclass('pg_temp.sct_json_dom') IS NULL THEN
    EXECUTE format('CREATE TEMPORARY TABLE sct_json_dom (id bigint GENERATED ALWAYS AS IDENTITY (START WITH %s) PRIMARY KEY,'
      ' parts text[] NOT NULL, twins bigint, stale boolean NOT NULL DEFAULT false)',
      (extract(epoch FROM clock_timestamp()) * 1000000)::bigint);
    EXECUTE format('CREATE INDEX ON %s (twins) WHERE twins IS NOT NULL', to_regclass('pg_temp.sct_json_dom'));
    -- of the session, whoever it is at the moment: routines run with the rights of their owners
    EXECUTE format('GRANT ALL ON %s TO PUBLIC', to_regclass('pg_temp.sct_json_dom'));
  END IF;
  EXECUTE format('INSERT INTO %s (parts) VALUES ($1) RETURNING id', to_regclass('pg_temp.sct_json_dom')) INTO made USING parts;
  RETURN made;
END
$$;
