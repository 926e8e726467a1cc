-- name: handled_error
-- signature: handled_error(text[]) returns text[]
-- source: Oracle Database PL/SQL Language Reference, SQLCODE Function: a routine called from a handler sees the handler's error
-- why: keeps the error a handler is about (state, message, context) while it calls routines that ask for it; gives back the one before
-- example: sct.handled_error(ARRAY['P0002', 'query returned no rows', NULL]) => <NULL>
CREATE OR REPLACE FUNCTION sct.handled_error(error text[]) RETURNS text[]
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE AS $$
DECLARE
  earlier CONSTANT text[] := nullif(current_setting('sct.current_error', true), '')::text[];
BEGIN
  PERFORM set_config('sct.current_error', coalesce(error::text, ''), true);
  RETURN earlier;
END
$$;
