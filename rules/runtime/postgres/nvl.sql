-- name: nvl
-- signature: nvl(anycompatible, anycompatible) returns anycompatible
-- source: Oracle Database SQL Language Reference, NVL and COALESCE (only COALESCE leaves later arguments uncomputed)
-- why: both arguments are computed before the choice; native coalesce computes the second only where the first is NULL
-- example: sct.nvl(1, 2.5) => 1
-- example: sct.nvl(NULL, 2.5) => 2.5
-- example: sct.nvl(NULL::text, 'b') => b
-- example: sct.nvl(NULL::text, NULL::text) => <NULL>
-- example: sct.nvl(1, 1 / 0) => ERROR 22012
CREATE OR REPLACE FUNCTION sct.nvl(a anycompatible, b anycompatible) RETURNS anycompatible
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN coalesce(a, b);
END
$$;
