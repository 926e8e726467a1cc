-- name: value_too_large
-- signature: value_too_large(text, integer, integer) returns boolean
-- source: Oracle Database Error Messages, ORA-12899
-- why: a value of too many bytes is no violated CHECK constraint (ORA-02290) to the code that handles it
-- example: sct.value_too_large('"T"."V"', 4, 3) => ERROR 22001: ORA-12899: value too large for column "T"."V" (actual: 4, maximum: 3)
-- example: sct.value_too_large('"T"."V"', 3, 3) => true
-- example: sct.value_too_large('"T"."V"', NULL, 3) => true
CREATE OR REPLACE FUNCTION sct.value_too_large(name text, actual integer, maximum integer) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF actual > maximum THEN
    RAISE EXCEPTION USING ERRCODE = '22001',
      MESSAGE = 'ORA-12899: value too large for column ' || name || ' (actual: ' || actual || ', maximum: ' || maximum || ')';
  END IF;
  RETURN true;
END
$$;
