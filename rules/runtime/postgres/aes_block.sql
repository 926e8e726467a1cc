-- name: aes_block
-- signature: aes_block(bytea, bytea, boolean) returns bytea
-- source: FIPS 197, Advanced Encryption Standard, 5.1, 5.3 and appendix C
-- why: one block of 16 bytes by round keys, back where the last argument says no
-- example: encode(sct.aes_block('\x00112233445566778899aabbccddeeff', sct.aes_schedule('\x000102030405060708090a0b0c0d0e0f'), true), 'hex') => 69c4e0d86a7b0430d8cdb78070b4c55a
-- example: encode(sct.aes_block('\x00112233445566778899aabbccddeeff', sct.aes_schedule('\x000102030405060708090a0b0c0d0e0f1011121314151617'), true), 'hex') => dda97ca4864cdfe06eaf70a0ec0d7191
-- example: encode(sct.aes_block('\x00112233445566778899aabbccddeeff', sct.aes_schedule('\x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'), true), 'hex') => 8ea2b7ca516745bfeafc49904b496089
-- example: encode(sct.aes_block('\x8ea2b7ca516745bfeafc49904b496089', sct.aes_schedule('\x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'), false), 'hex') => 00112233445566778899aabbccddeeff
CREATE OR REPLACE FUNCTION sct.aes_block(block bytea, schedule bytea, forward boolean) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  box CONSTANT bytea := CASE WHEN forward THEN '\x637c777bf26b6fc53001672bfed7ab76ca82c97dfa5947f0add4a2af9ca472c0b7fd9326363ff7cc34a5e5f171d83115'
    '04c723c31896059a071280e2eb27b27509832c1a1b6e5aa0523bd6b329e32f8453d100ed20fcb15b6acbbe394a4c58cf'
    'd0efaafb434d338545f9027f503c9fa851a3408f929d38f5bcb6da2110fff3d2cd0c13ec5f974417c4a77e3d645d1973'
    '60814fdc222a908846eeb814de5e0bdbe0323a0a4906245cc2d3ac629195e479e7c8376d8dd54ea96c56f4ea657aae08'
    'ba78252e1ca6b4c6e8dd741f4bbd8b8a703eb5664803f60e613557b986c11d9ee1f8981169d98e949b1e87e9ce5528df'
    '8ca1890dbfe6426841992d0fb054bb16'::bytea
    ELSE '\x52096ad53036a538bf40a39e81f3d7fb7ce339829b2fff87348e4344c4dee9cb547b9432a6c2233dee4c950b42fac34e'
    '082ea16628d924b2765ba2496d8bd12572f8f66486689816d4a45ccc5d65b6926c704850fdedb9da5e154657a78d9d84'
    '90d8ab008cbcd30af7e45805b8b34506d02c1e8fca3f0f02c1afbd0301138a6b3a9111414f67dcea97f2cfcef0b4e673'
    '96ac7422e7ad3585e2f937e81c75df6e47f11a711d29c5896fb7620eaa18be1bfc563e4bc6d279209adbc0fe78cd5af4'
    '1fdda8338807c731b11210592780ec5f60517fa919b54a0d2de57a9f93c99cefa0e03b4dae2af5b0c8ebbb3c83539961'
    '172b047eba77d626e169146355210c7d'::bytea END;
  rounds CONSTANT integer := octet_length(schedule) / 16 - 1;
  step CONSTANT integer := CASE WHEN forward THEN 5 ELSE 13 END;  -- how far a row is shifted, of bytes in columns
  key integer;
  s integer[] := '[0:15]={0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0}';
  t integer[] := s;
  a integer;
  b integer;
  result bytea := block;
BEGIN
  key := CASE WHEN forward THEN 0 ELSE rounds END;
  FOR i IN 0 .. 15 LOOP
    s[i] := get_byte(block, i) # get_byte(schedule, key * 16 + i);
  END LOOP;
  FOR round IN 1 .. rounds LOOP
    key := CASE WHEN forward THEN round ELSE rounds - round END;
    FOR i IN 0 .. 15 LOOP
      t[i] := get_byte(box, s[i * step % 16]);
      IF NOT forward THEN
        t[i] := t[i] # get_byte(schedule, key * 16 + i);
      END IF;
    END LOOP;
    IF round < rounds THEN
      FOR c IN 0 .. 12 BY 4 LOOP
        IF NOT forward THEN
          a := t[c] # t[c + 2];
          b := t[c + 1] # t[c + 3];
          FOR n IN 1 .. 2 LOOP
            a := (a << 1) # CASE WHEN a >= 128 THEN 283 ELSE 0 END;
            b := (b << 1) # CASE WHEN b >= 128 THEN 283 ELSE 0 END;
          END LOOP;
          t[c] := t[c] # a;
          t[c + 1] := t[c + 1] # b;
          t[c + 2] := t[c + 2] # a;
          t[c + 3] := t[c + 3] # b;
        END IF;
        a := t[c] # t[c + 1] # t[c + 2] # t[c + 3];
        FOR n IN 0 .. 3 LOOP
          b := t[c + n] # t[c + (n + 1) % 4];
          s[c + n] := t[c + n] # a # (b << 1) # CASE WHEN b >= 128 THEN 283 ELSE 0 END;
        END LOOP;
      END LOOP;
    ELSE
      s := t;
    END IF;
    IF forward THEN
      FOR i IN 0 .. 15 LOOP
        s[i] := s[i] # get_byte(schedule, key * 16 + i);
      END LOOP;
    END IF;
  END LOOP;
  FOR i IN 0 .. 15 LOOP
    result := set_byte(result, i, s[i]);
  END LOOP;
  RETURN result;
END
$$;
