-- name: round_number
-- signature: round_number(numeric, numeric) returns numeric
-- source: Oracle Database SQL Language Reference, ROUND (number)
-- why: the number of places is a NUMBER whose fraction is cut off; natively only an integer fits
-- example: sct.round_number(15.193, 1) => 15.2
-- example: sct.round_number(15.193, -1.9) => 20
-- example: sct.round_number(-2.5, 0) => -3
-- example: sct.round_number(1, NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.round_number(n numeric, places numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT round(n, trunc(places)::integer)
$$;
