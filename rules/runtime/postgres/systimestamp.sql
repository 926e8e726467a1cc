-- name: systimestamp
-- signature: systimestamp() returns timestamptz
-- source: Oracle Database SQL Language Reference, SYSTIMESTAMP
-- why: now() stands still during a transaction; this is the clock; STABLE so that an index can be used
-- example: sct.systimestamp() BETWEEN now() AND now() + interval '1 hour' => true
CREATE OR REPLACE FUNCTION sct.systimestamp() RETURNS timestamptz
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  RETURN clock_timestamp();
END
$$;
