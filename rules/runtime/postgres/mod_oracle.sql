-- name: mod_oracle
-- signature: mod_oracle(numeric, numeric) returns numeric
-- source: Oracle Database SQL Language Reference, MOD
-- why: MOD(x, 0) is x, natively an error; the sign is the dividend's in both
-- example: sct.mod_oracle(11, 4) => 3
-- example: sct.mod_oracle(-11, 4) => -3
-- example: sct.mod_oracle(11, -4) => 3
-- example: sct.mod_oracle(11, 0) => 11
-- example: sct.mod_oracle(5.5, 2) => 1.5
-- example: sct.mod_oracle(NULL, 0) => <NULL>
-- example: sct.mod_oracle(5, NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.mod_oracle(a numeric, b numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN b = 0 THEN a ELSE a % b END
$$;
