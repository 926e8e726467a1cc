-- name: read_only_view
-- signature: read_only_view() returns trigger
-- source: Oracle Database SQL Language Reference, CREATE VIEW, WITH READ ONLY
-- why: PostgreSQL lets a simple view be written through; this trigger refuses it
CREATE OR REPLACE FUNCTION sct.read_only_view() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'ORA-42399: cannot perform a DML operation on a read-only view' USING ERRCODE = '42809';
END
$$;
