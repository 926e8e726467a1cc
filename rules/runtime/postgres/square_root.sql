-- name: square_root
-- signature: square_root(numeric) returns numeric
-- source: Oracle Database SQL Language Reference, SQRT and NUMBER Data Type (precision)
-- why: the native root has 16 digits, Oracle's 39 or 40; its scale follows its argument's
-- needs: round_significant, raise_ora, num_to_text
-- example: sct.square_root(4) => 2
-- example: sct.square_root(2) => 1.41421356237309504880168872420969807857
-- example: sct.square_root(0.0000000000000000000002) => 0.0000000000141421356237309504880168872420969807857
-- example: sct.square_root(0) => 0
-- example: sct.square_root(-1) => ERROR 22003
-- example: sct.square_root(NULL) => <NULL>
CREATE OR REPLACE FUNCTION sct.square_root(a numeric) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF a < 0 THEN
    PERFORM sct.raise_ora('22003', 'ORA-01428: argument ''' || sct.num_to_text(a) || ''' is out of range', a::text);
  END IF;
  RETURN sct.round_significant(sqrt(round(a, scale(a) + 45)));
END
$$;
