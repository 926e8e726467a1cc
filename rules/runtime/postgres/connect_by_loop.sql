-- name: connect_by_loop
-- signature: connect_by_loop(bigint) returns bigint[]
-- source: Oracle Database Error Messages, ORA-01436
-- why: a hierarchy that reaches one of its own ancestors again is an error unless the query says NOCYCLE
-- example: sct.connect_by_loop(1) => ERROR O013W: ORA-01436: CONNECT BY loop in user data
CREATE OR REPLACE FUNCTION sct.connect_by_loop(row_number bigint) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'O013W', MESSAGE = 'ORA-01436: CONNECT BY loop in user data';
END
$$;
