-- name: call_stack
-- signature: call_stack() returns text[]
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_CALL_STACK
-- why: the routines that are running, the inmost first, as NAME and line after a blank; those of this library are left out
-- example: sct.call_stack() => {}
CREATE OR REPLACE FUNCTION sct.call_stack() RETURNS text[]
LANGUAGE plpgsql VOLATILE PARALLEL SAFE AS $$
DECLARE
  stack text;
BEGIN
  GET DIAGNOSTICS stack = PG_CONTEXT;
  RETURN ARRAY(
    SELECT CASE WHEN m[1] = 'inline_code_block' THEN '__anonymous_block'
                ELSE upper(regexp_replace(regexp_replace(m[1], '^public\.', ''), '\$(try|own|auto)$', '')) END || ' ' || m[2]
    FROM regexp_matches(stack, '^PL/pgSQL function ([^( \n]+)(?:\([^\n]*\))? line ([0-9]+) (?:at|during)', 'gn') WITH ORDINALITY AS t (m, n)
    WHERE m[1] NOT LIKE 'sct.%' ORDER BY n);
END
$$;
