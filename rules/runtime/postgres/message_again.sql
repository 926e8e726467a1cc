-- name: message_again
-- signature: message_again(text, text, text) returns text
-- source: Oracle Database PL/SQL Language Reference, Reraising Current Exception with RAISE Statement
-- why: the message of an error that is raised again from its SQLSTATE and message: where only PG_EXCEPTION_CONTEXT tells which of Oracle's errors it is, that one's, since the context goes
-- needs: ora_errm
-- example: sct.message_again('22003', 'numeric field overflow', 'SQL statement "INSERT INTO t VALUES (x)"') => ORA-01438: value larger than specified precision allowed for this column
-- example: sct.message_again('22012', 'division by zero', 'x') => division by zero
-- example: sct.message_again('22003', 'ORA-01426: numeric overflow', 'x') => ORA-01426: numeric overflow
CREATE OR REPLACE FUNCTION sct.message_again(state text, message text, context text) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  IF state IN ('22001', '22003', '22P02', '23502') AND message NOT LIKE 'ORA-%' THEN
    RETURN sct.ora_errm(state, message, context);
  END IF;
  RETURN message;
END
$$;
