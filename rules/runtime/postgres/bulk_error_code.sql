-- name: bulk_error_code
-- signature: bulk_error_code(text, text, text) returns integer
-- source: Oracle Database PL/SQL Language Reference, SQL%BULK_EXCEPTIONS
-- why: ERROR_CODE is the error's number without its sign; states that code and SQL use for different errors mean SQL's here
-- needs: ora_code
-- example: sct.bulk_error_code('23505', 'duplicate key', 'insert') => 1
-- example: sct.bulk_error_code('23502', 'null value', 'insert') => 1400
-- example: sct.bulk_error_code('23502', 'null value', 'update') => 1407
-- example: sct.bulk_error_code('22001', 'value too long for type character varying(3)', 'insert') => 12899
-- example: sct.bulk_error_code('22003', 'numeric field overflow', 'insert') => 1438
-- example: sct.bulk_error_code('OR007', 'ORA-20007: no', 'update') => 20007
CREATE OR REPLACE FUNCTION sct.bulk_error_code(state text, message text, verb text) RETURNS integer
LANGUAGE sql STABLE AS $$
SELECT CASE
  WHEN message LIKE 'ORA-%' THEN -sct.ora_code(state, message)
  WHEN state = '22001' THEN 12899
  WHEN state = '22003' THEN 1438
  WHEN state = '23502' AND verb = 'update' THEN 1407
  ELSE -sct.ora_code(state, message) END::integer
$$;
