-- name: made_reference
-- signature: made_reference(text, text[]) returns text
-- source: Oracle Database SQL Language Reference, MAKE_REF; Database Error Messages, ORA-22972
-- why: a reference made of the key of the row it leads to, which has to be given in full
-- example: sct.made_reference('cust_v', '7') => cust_v:{7}
-- example: sct.made_reference('cust_v', 'a b', '1') => cust_v:{"a b",1}
-- example: sct.made_reference('cust_v', NULL) => ERROR O0HQ4: ORA-22972: NULL value not allowed in PRIMARY KEY-based object identifier
CREATE OR REPLACE FUNCTION sct.made_reference(relation text, VARIADIC keys text[]) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF num_nulls(VARIADIC keys) > 0 THEN
    RAISE EXCEPTION USING ERRCODE = 'O0HQ4',
      MESSAGE = 'ORA-22972: NULL value not allowed in PRIMARY KEY-based object identifier';
  END IF;
  RETURN relation || ':' || keys::text;
END
$$;
