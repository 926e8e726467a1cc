-- name: des_block
-- signature: des_block(bytea, bytea, boolean) returns bytea
-- source: FIPS 46-3 (DES); NIST SP 800-67 (three keys)
-- why: one block of eight bytes enciphered, or deciphered where the last argument says no; a key of 8, 16 or 24 bytes
-- needs: des_bits
-- example: encode(sct.des_block('\x0123456789abcdef', '\x133457799bbcdff1', true), 'hex') => 85e813540f0ab405
-- example: encode(sct.des_block('\x85e813540f0ab405', '\x133457799bbcdff1', false), 'hex') => 0123456789abcdef
-- example: encode(sct.des_block('\x5468652071756663', '\x0123456789abcdef23456789abcdef01456789abcdef0123', true), 'hex') => a826fd8ce53b855f
-- example: encode(sct.des_block('\xcce21c8112256fe6', '\x0123456789abcdef23456789abcdef01456789abcdef0123', false), 'hex') => 6b2062726f776e20
CREATE OR REPLACE FUNCTION sct.des_block(block bytea, key bytea, forward boolean) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  ip CONSTANT integer[] := '{58,50,42,34,26,18,10,2,60,52,44,36,28,20,12,4,62,54,46,38,30,22,14,6,64,56,48,40,32,24,16,8,57,49,41,33,25,17,9,1,59,51,43,35,27,19,11,3,61,53,45,37,29,21,13,5,63,55,47,39,31,23,15,7}';
  fp CONSTANT integer[] := '{40,8,48,16,56,24,64,32,39,7,47,15,55,23,63,31,38,6,46,14,54,22,62,30,37,5,45,13,53,21,61,29,36,4,44,12,52,20,60,28,35,3,43,11,51,19,59,27,34,2,42,10,50,18,58,26,33,1,41,9,49,17,57,25}';
  wide CONSTANT integer[] := '{32,1,2,3,4,5,4,5,6,7,8,9,8,9,10,11,12,13,12,13,14,15,16,17,16,17,18,19,20,21,20,21,22,23,24,25,24,25,26,27,28,29,28,29,30,31,32,1}';
  p CONSTANT integer[] := '{16,7,20,21,29,12,28,17,1,15,23,26,5,18,31,10,2,8,24,14,32,27,3,9,19,13,30,6,22,11,4,25}';
  pc1 CONSTANT integer[] := '{57,49,41,33,25,17,9,1,58,50,42,34,26,18,10,2,59,51,43,35,27,19,11,3,60,52,44,36,63,55,47,39,31,23,15,7,62,54,46,38,30,22,14,6,61,53,45,37,29,21,13,5,28,20,12,4}';
  pc2 CONSTANT integer[] := '{14,17,11,24,1,5,3,28,15,6,21,10,23,19,12,4,26,8,16,7,27,20,13,2,41,52,31,37,47,55,30,40,51,45,33,48,44,49,39,56,34,53,46,42,50,36,29,32}';
  shifts CONSTANT integer[] := '{1,1,2,2,2,2,2,2,1,2,2,2,2,2,2,1}';
  boxes CONSTANT text[] := ARRAY[
    'e4d12fb83a6c59070f74e2d1a6cb953841e8d62bfc973a50fc8249175b3ea06d',
    'f18e6b34972dc05a3d47f28ec01a69b50e7ba4d158c6932fd8a13f42b67c05e9',
    'a09e63f51dc7b428d709346a285ecbf1d6498f30b12c5ae71ad069874fe3b52c',
    '7de3069a1285bc4fd8b56f03472c1ae9a690cb7df13e52843f06a1d8945bc72e',
    '2c417ab6853fd0e9eb2c47d150fa3986421bad78f9c5630eb8c71e2d6f09a453',
    'c1af92680d34e75baf427c9561de0b389ef528c3704a1db6432c95fabe17608d',
    '4b2ef08d3c975a61d0b7491ae35c2f8614bdc37eaf6805926bd814a7950fe23c',
    'd2846fb1a93e50c71fd8a374c56b0e927b419ce206adf35821e74a8dfc90356b'];
  bits text := sct.des_bits(block);
  halves text;
  round_keys text[];
  left_half text;
  right_half text;
  mixed text;
  boxed text;
  six integer;
  encipher boolean;
BEGIN
  -- with three keys: with the first, back with the second, with the third
  FOR stage IN 1 .. octet_length(key) / 8 + (octet_length(key) / 8 = 2)::integer LOOP
    encipher := forward = (stage <> 2);
    -- of two keys the first is the third, too; deciphering begins with the last
    halves := sct.des_bits(pg_catalog.substr(key, 1 + 8 * CASE WHEN octet_length(key) = 16 THEN (stage = 2)::integer
                                                     WHEN forward THEN stage - 1 ELSE octet_length(key) / 8 - stage END, 8));
    halves := (SELECT string_agg(pg_catalog.substr(halves, at, 1), '' ORDER BY n) FROM unnest(pc1) WITH ORDINALITY AS t (at, n));
    round_keys := '{}';
    FOR i IN 1 .. 16 LOOP
      halves := pg_catalog.substr(halves, shifts[i] + 1, 28 - shifts[i]) || pg_catalog.substr(halves, 1, shifts[i])
             || pg_catalog.substr(halves, shifts[i] + 29, 28 - shifts[i]) || pg_catalog.substr(halves, 29, shifts[i]);
      round_keys := round_keys || (SELECT string_agg(pg_catalog.substr(halves, at, 1), '' ORDER BY n) FROM unnest(pc2) WITH ORDINALITY AS t (at, n));
    END LOOP;
    bits := (SELECT string_agg(pg_catalog.substr(bits, at, 1), '' ORDER BY n) FROM unnest(ip) WITH ORDINALITY AS t (at, n));
    left_half := pg_catalog.left(bits, 32);
    right_half := pg_catalog.right(bits, 32);
    FOR i IN 1 .. 16 LOOP
      mixed := ((SELECT string_agg(pg_catalog.substr(right_half, at, 1), '' ORDER BY n) FROM unnest(wide) WITH ORDINALITY AS t (at, n))::bit(48)
             # round_keys[CASE WHEN encipher THEN i ELSE 17 - i END]::bit(48))::text;
      boxed := '';
      FOR box IN 0 .. 7 LOOP
        six := pg_catalog.substr(mixed, box * 6 + 1, 6)::bit(6)::integer;
        -- the outer bits say the row, the inner ones the column
        boxed := boxed || pg_catalog.substr(boxes[box + 1], ((six >> 5) * 2 + (six & 1)) * 16 + ((six >> 1) & 15) + 1, 1);
      END LOOP;
      boxed := sct.des_bits(decode(boxed, 'hex'));
      boxed := (SELECT string_agg(pg_catalog.substr(boxed, at, 1), '' ORDER BY n) FROM unnest(p) WITH ORDINALITY AS t (at, n));
      boxed := (left_half::bit(32) # boxed::bit(32))::text;
      left_half := right_half;
      right_half := boxed;
    END LOOP;
    bits := right_half || left_half;
    bits := (SELECT string_agg(pg_catalog.substr(bits, at, 1), '' ORDER BY n) FROM unnest(fp) WITH ORDINALITY AS t (at, n));
  END LOOP;
  RETURN (SELECT decode(string_agg(pg_catalog.lpad(to_hex(pg_catalog.substr(bits, at * 8 + 1, 8)::bit(8)::integer), 2, '0'), '' ORDER BY at), 'hex')
          FROM generate_series(0, 7) AS at);
END
$$;
