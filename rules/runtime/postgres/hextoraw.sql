-- name: hextoraw
-- signature: hextoraw(text) returns bytea
-- source: Oracle Database SQL Language Reference, HEXTORAW
-- why: an odd number of digits gets a leading 0; other characters are ORA-01465
-- needs: raise_ora
-- example: sct.hextoraw('7D') => \x7d
-- example: sct.hextoraw('abc') => \x0abc
-- example: sct.hextoraw('') => <NULL>
-- example: sct.hextoraw('xy') => ERROR 22P02: ORA-01465: invalid hex number
CREATE OR REPLACE FUNCTION sct.hextoraw(s text) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE
  WHEN s ~ '^[0-9A-Fa-f]+$' THEN decode(CASE WHEN pg_catalog.length(s) % 2 = 1 THEN '0' ELSE '' END || s, 'hex')
  WHEN s <> '' THEN sct.raise_ora('22P02', 'ORA-01465: invalid hex number', s)::bytea
END
$$;
