-- name: without_into
-- signature: without_into(text) returns text
-- source: Oracle Database PL/SQL Language Reference, EXECUTE IMMEDIATE: the RETURNING INTO clause of a dynamic statement
-- why: a statement put together at run time without the INTO of its RETURNING clause: EXECUTE has that itself
-- example: sct.without_into('UPDATE t SET a = 1 RETURNING a, b INTO :x, :y') => UPDATE t SET a = 1 RETURNING a, b
-- example: sct.without_into('DELETE FROM t WHERE a = :1 return a into :2') => DELETE FROM t WHERE a = :1 RETURNING a
-- example: sct.without_into('INSERT INTO t VALUES (:1)') => INSERT INTO t VALUES (:1)
-- example: sct.without_into(NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.without_into(statement text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT regexp_replace(statement,
  '\s(returning|return)(\s.*\S)\s+(bulk\s+collect\s+)?into\s+:\w+(\s*,\s*:\w+)*\s*;?\s*$', ' RETURNING\2', 'i')
$$;
