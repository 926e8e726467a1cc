-- name: ora_user
-- signature: ora_user() returns text
-- source: Oracle Database SQL Language Reference, USER
-- why: USER in capitals, as Oracle gives a name that was not quoted
-- example: sct.ora_user() => POSTGRES
CREATE OR REPLACE FUNCTION sct.ora_user() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE WHEN current_user = lower(current_user) THEN upper(current_user) ELSE current_user::text END
$$;
