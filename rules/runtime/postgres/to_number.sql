-- name: to_number
-- signature: to_number(text) returns numeric
-- signature: to_number(numeric) returns numeric
-- source: Oracle Database SQL Language Reference, TO_NUMBER without a format
-- why: the text form raises ORA-01722 as implicit conversion does; a number passes through
-- needs: text_to_num
-- example: sct.to_number('100.00') => 100.00
-- example: sct.to_number('') => <NULL>
-- example: sct.to_number(5) => 5
-- example: sct.to_number('1 2') => ERROR 22P02
CREATE OR REPLACE FUNCTION sct.to_number(s text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT sct.text_to_num(s)
$$;
CREATE OR REPLACE FUNCTION sct.to_number(n numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT n
$$;
