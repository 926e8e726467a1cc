-- name: natural_logarithm
-- signature: natural_logarithm(numeric) returns numeric
-- source: Oracle Database SQL Language Reference, LN and NUMBER Data Type (precision)
-- why: the native logarithm has 16 digits, Oracle's 39 or 40; its scale follows its argument's
-- needs: round_significant, raise_ora, num_to_text
-- example: sct.natural_logarithm(1) => 0
-- example: sct.natural_logarithm(95) => 4.55387689160054083460978676511404117676
-- example: sct.natural_logarithm(0) => ERROR 22003
-- example: sct.natural_logarithm(NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.natural_logarithm(a numeric) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF a <= 0 THEN
    PERFORM sct.raise_ora('22003', 'ORA-01428: argument ''' || sct.num_to_text(a) || ''' is out of range', a::text);
  END IF;
  RETURN sct.round_significant(ln(round(a, scale(a) + 45)));
END
$$;
