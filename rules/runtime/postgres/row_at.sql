-- name: row_at
-- signature: row_at(regclass, tid) returns tid
-- source: Oracle Database SQL Language Reference, Rowid Data Types: an address stays the row's while the row lives
-- why: an UPDATE writes a new version of the row somewhere else; the old version points to it, and currtid2 follows. STABLE, so that the row is fetched by its address
-- example: SELECT sct.row_at('pg_class'::regclass, NULL) IS NULL => true
-- example: SELECT sct.row_at('pg_class'::regclass, (SELECT ctid FROM pg_class WHERE relname = 'pg_type')) = (SELECT ctid FROM pg_class WHERE relname = 'pg_type') => true
CREATE OR REPLACE FUNCTION sct.row_at(of_table regclass, address tid) RETURNS tid
LANGUAGE plpgsql STABLE STRICT AS $$
BEGIN
  RETURN currtid2(of_table::text, address);
END
$$;
