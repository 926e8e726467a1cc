-- name: bin_to_num
-- signature: bin_to_num(numeric[]) returns numeric
-- source: Oracle Database SQL Language Reference, BIN_TO_NUM
-- why: no native function makes a number of separate bits
-- example: sct.bin_to_num(1, 0, 1, 0) => 10
-- example: sct.bin_to_num(1) => 1
-- example: sct.bin_to_num(0, 0) => 0
CREATE OR REPLACE FUNCTION sct.bin_to_num(VARIADIC bits numeric[]) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT sum(b * 2::numeric ^ (cardinality(bits) - i)::integer) ::numeric(38) FROM unnest(bits) WITH ORDINALITY AS x(b, i)
$$;
