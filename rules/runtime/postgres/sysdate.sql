-- name: sysdate
-- signature: sysdate() returns timestamp
-- source: Oracle Database SQL Language Reference, SYSDATE
-- why: now() stands still during a transaction; this is the clock, cut to seconds, in the session's time zone (assumed to be the database server's); STABLE so that an index can be used
-- example: sct.sysdate() = date_trunc('second', sct.sysdate()) => true
-- example: sct.sysdate() BETWEEN localtimestamp - interval '1 second' AND localtimestamp + interval '1 hour' => true
-- example: pg_typeof(sct.sysdate()) => timestamp without time zone
CREATE OR REPLACE FUNCTION sct.sysdate() RETURNS timestamp
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  RETURN date_trunc('second', clock_timestamp()::timestamp);
END
$$;
