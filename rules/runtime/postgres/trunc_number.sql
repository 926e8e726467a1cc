-- name: trunc_number
-- signature: trunc_number(numeric, numeric) returns numeric
-- source: Oracle Database SQL Language Reference, TRUNC (number)
-- why: the number of places is a NUMBER whose fraction is cut off; natively only an integer fits
-- example: sct.trunc_number(15.79, 1) => 15.7
-- example: sct.trunc_number(15.79, -1) => 10
-- example: sct.trunc_number(-15.79, 1.9) => -15.7
CREATE OR REPLACE FUNCTION sct.trunc_number(n numeric, places numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT trunc(n, trunc(places)::integer)
$$;
