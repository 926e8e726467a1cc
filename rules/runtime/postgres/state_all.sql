-- name: state_all
-- signature: state_all() returns text[]
-- source: Oracle Database PL/SQL Language Reference, Package State
-- why: all package variables that were given a value in this session, name and value in turn, to be given again behind a ROLLBACK, which leaves them alone in Oracle
-- needs: state_get
-- example: (SELECT sct.state_set('sct_example.all', 'y') || ' ' || ('sct_example.all' = ANY (sct.state_all()))) => y true
CREATE OR REPLACE FUNCTION sct.state_all() RETURNS text[]
LANGUAGE sql VOLATILE PARALLEL UNSAFE AS $$
SELECT coalesce(array_agg(x.part ORDER BY k.n, x.n), '{}')
  FROM string_to_table(btrim(pg_catalog.current_setting('sct.state_keys', true), ','), ',,') WITH ORDINALITY AS k(key, n),
       unnest(ARRAY[k.key, sct.state_get(k.key)]) WITH ORDINALITY AS x(part, n)
$$;
