-- name: integer_wrapped
-- signature: integer_wrapped(numeric) returns integer
-- source: Oracle Database PL/SQL Language Reference, SIMPLE_INTEGER Subtype of PLS_INTEGER
-- why: arithmetic of SIMPLE_INTEGER goes round at the ends of its range, where PostgreSQL raises an error
-- example: sct.integer_wrapped(5) => 5
-- example: sct.integer_wrapped(2147483647) => 2147483647
-- example: sct.integer_wrapped(2147483648) => -2147483648
-- example: sct.integer_wrapped(-2147483649) => 2147483647
-- example: sct.integer_wrapped(4611686014132420609) => 1
-- example: sct.integer_wrapped(NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.integer_wrapped(value numeric) RETURNS integer
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT (mod(mod(value + 2147483648, 4294967296) + 4294967296, 4294967296) - 2147483648)::integer
$$;
