-- name: temporary_owner
-- signature: temporary_owner(boolean) returns text
-- source: Oracle Database SQL Language Reference, CREATE TABLE, GLOBAL TEMPORARY
-- why: whose the rows of a temporary table are: this session's (process and when it began), or this transaction's
-- example: sct.temporary_owner(false) = sct.temporary_owner(false) => true
-- example: sct.temporary_owner(true) = 't' || pg_current_xact_id()::text => true
-- example: sct.temporary_owner(false) like 's' || pg_backend_pid() || '.%' => true
CREATE OR REPLACE FUNCTION sct.temporary_owner(by_transaction boolean) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED AS $$
DECLARE
  found text;
BEGIN
  IF by_transaction THEN
    RETURN 't' || pg_current_xact_id()::text;
  END IF;
  found := current_setting('sct.session', true);
  IF found IS NULL OR found = '' THEN
    SELECT 's' || pg_backend_pid() || '.' || (extract(epoch FROM a.backend_start) * 1000000)::bigint
      INTO found FROM pg_stat_get_activity(pg_backend_pid()) a;
    PERFORM set_config('sct.session', found, false);
  END IF;
  RETURN found;
END
$$;
