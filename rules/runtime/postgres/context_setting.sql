-- name: context_setting
-- signature: context_setting(text, text) returns text
-- source: PostgreSQL documentation, Customized Options; Oracle Database SQL Language Reference, SYS_CONTEXT
-- why: the name of the session setting an application context's attribute lives in; case does not count, characters no setting name may have are written as _xhex_
-- example: sct.context_setting('HR_CTX', 'Emp_Id') => sct.ctx.hr_ctx.emp_id
-- example: sct.context_setting('a b', '1') => sct.ctx._a_x20_b._1
CREATE OR REPLACE FUNCTION sct.context_setting(namespace text, attribute text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT 'sct.ctx.' || string_agg(CASE WHEN part ~ '^[a-z][a-z0-9_]*$' THEN part ELSE
    (SELECT '_' || string_agg(CASE WHEN c ~ '[a-z0-9]' THEN c ELSE '_x' || to_hex(pg_catalog.ascii(c)) || '_' END, '' ORDER BY k)
       FROM regexp_split_to_table(part, '') WITH ORDINALITY AS s(c, k)) END, '.' ORDER BY n)
  FROM unnest(ARRAY[lower(namespace), lower(attribute)]) WITH ORDINALITY AS p(part, n)
$$;
