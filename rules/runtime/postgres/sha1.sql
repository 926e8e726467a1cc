-- name: sha1
-- signature: sha1(bytea) returns bytea
-- source: FIPS 180-4, Secure Hash Standard, SHA-1
-- why: the one common digest PostgreSQL has only in an extension
-- example: sct.sha1('abc') => \xa9993e364706816aba3e25717850c26c9cd0d89d
-- example: sct.sha1('') => \xda39a3ee5e6b4b0d3255bfef95601890afd80709
-- example: sct.sha1('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq') => \x84983e441c3bd26ebaae4aa1f95129e5e54670f1
CREATE OR REPLACE FUNCTION sct.sha1(b bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  mask CONSTANT bigint := 4294967295;
  size CONSTANT integer := octet_length(b);
  message bytea;
  h bigint[] := ARRAY[1732584193, 4023233417, 2562383102, 271733878, 3285377520];
  w bigint[];
  v bigint;
  f bigint;
  k bigint;
  x bigint[];
BEGIN
  IF b IS NULL THEN
    RETURN NULL;
  END IF;
  message := b || '\x80'::bytea || decode(repeat('00', (119 - size % 64) % 64), 'hex') || int8send(size::bigint * 8);
  FOR block IN 0 .. octet_length(message) / 64 - 1 LOOP
    w := '{}';
    FOR t IN 0 .. 15 LOOP
      v := 0;
      FOR i IN 0 .. 3 LOOP
        v := v << 8 | get_byte(message, block * 64 + t * 4 + i);
      END LOOP;
      w := array_append(w, v);
    END LOOP;
    FOR t IN 17 .. 80 LOOP
      v := w[t - 3] # w[t - 8] # w[t - 14] # w[t - 16];
      w := array_append(w, (v << 1 & mask) | (v >> 31));
    END LOOP;
    x := h;
    FOR t IN 1 .. 80 LOOP
      IF t <= 20 THEN
        f := (x[2] & x[3]) | ((mask # x[2]) & x[4]);
        k := 1518500249;
      ELSIF t <= 40 THEN
        f := x[2] # x[3] # x[4];
        k := 1859775393;
      ELSIF t <= 60 THEN
        f := (x[2] & x[3]) | (x[2] & x[4]) | (x[3] & x[4]);
        k := 2400959708;
      ELSE
        f := x[2] # x[3] # x[4];
        k := 3395469782;
      END IF;
      v := (((x[1] << 5 & mask) | (x[1] >> 27)) + f + x[5] + k + w[t]) & mask;
      x := ARRAY[v, x[1], (x[2] << 30 & mask) | (x[2] >> 2), x[3], x[4]];
    END LOOP;
    FOR i IN 1 .. 5 LOOP
      h[i] := (h[i] + x[i]) & mask;
    END LOOP;
  END LOOP;
  RETURN decode((SELECT string_agg(pg_catalog.lpad(to_hex(d), 8, '0'), '' ORDER BY n) FROM unnest(h) WITH ORDINALITY AS u(d, n)), 'hex');
END
$$;
