-- name: round_significant
-- signature: round_significant(numeric) returns numeric
-- source: Oracle Database SQL Language Reference, NUMBER Data Type (twenty base-100 digits)
-- why: PostgreSQL's numeric keeps any number of digits; Oracle rounds every result to twenty base-100 digits (39 or 40 decimal)
-- example: sct.round_significant(2::numeric(70,60) / 3) => 0.6666666666666666666666666666666666666667
-- example: sct.round_significant(20::numeric(70,60) / 3) => 6.66666666666666666666666666666666666667
-- example: sct.round_significant(4.9999999999999999999999999999999999999999999) => 5
-- example: sct.round_significant(0) => 0
-- example: sct.round_significant(0.0000000000000000000000000000000000000000) => 0
-- example: sct.round_significant(-1.50) => -1.5
-- example: sct.round_significant(NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.round_significant(n numeric) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  plain CONSTANT text := trim_scale(abs(n))::text;
  whole CONSTANT text := split_part(plain, '.', 1);
  pairs integer;  -- base-100 exponent of the leading digit
BEGIN
  IF n IS NULL OR n = 0 THEN
    RETURN trim_scale(n);
  END IF;
  IF whole <> '0' THEN
    pairs := (length(whole) - 1) / 2;
  ELSE
    pairs := -((length(split_part(plain, '.', 2)) - length(ltrim(split_part(plain, '.', 2), '0'))) / 2) - 1;
  END IF;
  RETURN trim_scale(round(n, 38 - 2 * pairs));
END
$$;
