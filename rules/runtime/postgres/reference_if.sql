-- name: reference_if
-- signature: reference_if(text, boolean) returns text
-- source: Oracle Database SQL Language Reference, TREAT
-- why: TREAT of a reference is NULL where the object it leads to is of another type
-- example: sct.reference_if('people:{1}', true) => people:{1}
-- example: sct.reference_if('people:{1}', false) => <NULL>
-- example: sct.reference_if('people:{1}', NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.reference_if(reference text, fits boolean) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN fits THEN reference END
$$;
