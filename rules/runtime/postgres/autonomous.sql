-- name: autonomous
-- signature: autonomous() returns text
-- source: Oracle Database PL/SQL Language Reference, Autonomous Transactions
-- why: the connection over which autonomous routines are called, opened at its first use in a session: to this database, or to what the setting sct.autonomous_dsn says
-- extension: dblink
-- example: sct.autonomous() => sct_autonomous
CREATE OR REPLACE FUNCTION sct.autonomous() RETURNS text
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE AS $$
DECLARE
  name CONSTANT text := 'sct_autonomous';
BEGIN
  IF name <> ALL (coalesce(dblink_get_connections(), '{}')) THEN
    PERFORM dblink_connect(name, coalesce(nullif(current_setting('sct.autonomous_dsn', true), ''),
      'port=' || current_setting('port') || ' dbname=''' || pg_catalog.replace(pg_catalog.replace(current_database(), '\', '\\'), '''', '\''') || ''''));
  END IF;
  RETURN name;
END
$$;
