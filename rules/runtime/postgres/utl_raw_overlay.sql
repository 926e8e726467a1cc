-- name: utl_raw_overlay
-- signature: utl_raw_overlay(bytea, bytea, numeric, numeric, bytea) returns bytea
-- source: Oracle Database PL/SQL Packages and Types Reference, UTL_RAW.OVERLAY
-- why: so many bytes from a position on replaced; the replacement and a gap in front of it are padded
-- needs: raise_ora
-- example: encode(sct.utl_raw_overlay('\xaabb', '\x010203'), 'hex') => aabb03
-- example: encode(sct.utl_raw_overlay('\xaabb', '\x010203', 2), 'hex') => 01aabb
-- example: encode(sct.utl_raw_overlay('\xaabb', '\x010203', 2, 1), 'hex') => 01aa03
-- example: encode(sct.utl_raw_overlay('\xaa', '\x01', 3, 2, '\xff'), 'hex') => 01ffaaff
-- example: sct.utl_raw_overlay('\xaa', '\x01', 0) => ERROR 22003: ORA-06502: PL/SQL: numeric or value error
CREATE OR REPLACE FUNCTION sct.utl_raw_overlay(overlay_str bytea, target bytea, pos numeric DEFAULT 1, len numeric DEFAULT NULL, pad bytea DEFAULT NULL)
RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  start CONSTANT integer := trunc(coalesce(pos, 1));
  size CONSTANT integer := trunc(coalesce(len, octet_length(overlay_str)));
  filler CONSTANT text := encode(pg_catalog.substr(coalesce(pad, '\x00'), 1, 1), 'hex');
BEGIN
  IF overlay_str IS NULL OR target IS NULL OR start < 1 OR size < 0 THEN
    PERFORM sct.raise_ora('22003', 'ORA-06502: PL/SQL: numeric or value error', pos::text);
  END IF;
  RETURN pg_catalog.substr(target, 1, start - 1) || decode(repeat(filler, greatest(start - 1 - octet_length(target), 0)), 'hex')
    || pg_catalog.substr(overlay_str, 1, size) || decode(repeat(filler, greatest(size - octet_length(overlay_str), 0)), 'hex')
    || pg_catalog.substr(target, start + size);
END
$$;
