-- name: nested_table_given
-- signature: nested_table_given(anyarray) returns boolean
-- source: Oracle Database Object-Relational Developer's Guide, Collection Unnesting
-- why: INSERT INTO, UPDATE and DELETE FROM TABLE(query) need a nested table that is not NULL; STABLE, so that it is asked even where no row is found
-- example: sct.nested_table_given(ARRAY[1]) => true
-- example: sct.nested_table_given('{}'::text[]) => true
-- example: sct.nested_table_given(NULL::numeric[]) => ERROR O0HOC: ORA-22908: reference to NULL table value
CREATE OR REPLACE FUNCTION sct.nested_table_given(a anyarray) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  IF a IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'O0HOC', MESSAGE = 'ORA-22908: reference to NULL table value';
  END IF;
  RETURN true;
END
$$;
