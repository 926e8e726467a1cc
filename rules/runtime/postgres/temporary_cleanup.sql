-- name: temporary_cleanup
-- signature: temporary_cleanup() returns trigger
-- source: Oracle Database SQL Language Reference, CREATE TABLE, GLOBAL TEMPORARY
-- why: removes rows of transactions and sessions that are over, when new rows come (of sessions: once a session)
CREATE OR REPLACE FUNCTION sct.temporary_cleanup() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  done text;
BEGIN
  IF TG_ARGV[0] = 'transaction' THEN
    EXECUTE format(
      'DELETE FROM %1$s WHERE ctid = ANY (ARRAY(SELECT ctid FROM %1$s WHERE sct_owner <> $1'
      ' AND pg_xact_status(substr(sct_owner, 2)::xid8) IS DISTINCT FROM ''in progress'''
      ' FOR UPDATE SKIP LOCKED))', TG_RELID::regclass) USING 't' || pg_current_xact_id()::text;
    RETURN NULL;
  END IF;
  done := coalesce(current_setting('sct.cleaned', true), '');
  IF position(',' || TG_RELID || ',' IN done) > 0 THEN
    RETURN NULL;
  END IF;
  EXECUTE format(
    'DELETE FROM %1$s WHERE ctid = ANY (ARRAY(SELECT ctid FROM %1$s r WHERE NOT EXISTS (SELECT FROM'
    ' pg_stat_get_activity(NULL) a WHERE r.sct_owner ='
    ' ''s'' || a.pid || ''.'' || (extract(epoch FROM a.backend_start) * 1000000)::bigint)'
    ' FOR UPDATE SKIP LOCKED))', TG_RELID::regclass);
  PERFORM set_config('sct.cleaned', done || ',' || TG_RELID || ',', false);
  RETURN NULL;
END
$$;
