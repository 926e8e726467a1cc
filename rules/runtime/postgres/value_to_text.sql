-- name: value_to_text
-- signature: value_to_text(text, regtype) returns text
-- source: Oracle Database SQL Language Reference, Implicit Data Conversion
-- why: a value of a type that only run time knows, as the text it becomes in Oracle; its own text and its type are given
-- needs: date_to_text, num_to_text, rawtohex, timestamp_to_text
-- example: sct.value_to_text('20.00', 'numeric') => 20
-- example: sct.value_to_text('.5', 'double precision') => .5
-- example: sct.value_to_text('20.00', 'varchar') => 20.00
-- example: sct.value_to_text('2024-01-10 00:00:00', 'timestamp') => 10-JAN-24
-- example: sct.value_to_text('\x0aff', 'bytea') => 0AFF
-- example: sct.value_to_text('', 'text') => <NULL>
-- example: sct.value_to_text(NULL, 'numeric') => <NULL>
CREATE OR REPLACE FUNCTION sct.value_to_text(value text, of regtype) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN -- no SQL: of a constant value, its branches would be computed before they are chosen
  CASE
    WHEN value = '' THEN RETURN NULL;
    WHEN of IN ('numeric'::regtype, 'double precision'::regtype, 'real'::regtype) THEN RETURN sct.num_to_text(value::numeric);
    WHEN of = 'timestamp'::regtype THEN RETURN sct.date_to_text(value::timestamp);
    WHEN of = 'timestamptz'::regtype THEN RETURN sct.timestamp_to_text(value::timestamptz);
    WHEN of = 'bytea'::regtype THEN RETURN sct.rawtohex(value::bytea);
    ELSE RETURN value;
  END CASE;
END
$$;
