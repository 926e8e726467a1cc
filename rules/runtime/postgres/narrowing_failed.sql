-- name: narrowing_failed
-- signature: narrowing_failed(anyelement) returns anyelement
-- source: Oracle Database SQL Language Reference, TREAT
-- why: in code TREAT of a value of another type raises VALUE_ERROR; in SQL it gives NULL
-- example: sct.narrowing_failed(NULL::integer) => ERROR 22P02: ORA-06502: PL/SQL: numeric or value error: cannot assign supertype instance to subtype
CREATE OR REPLACE FUNCTION sct.narrowing_failed(wanted anyelement) RETURNS anyelement
LANGUAGE plpgsql PARALLEL SAFE AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = '22P02',
    MESSAGE = 'ORA-06502: PL/SQL: numeric or value error: cannot assign supertype instance to subtype';
END
$$;
