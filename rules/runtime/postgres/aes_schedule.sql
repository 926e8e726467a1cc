-- name: aes_schedule
-- signature: aes_schedule(bytea) returns bytea
-- source: FIPS 197, Advanced Encryption Standard, 5.2 and appendix A.1
-- why: the round keys of a key of 16, 24 or 32 bytes; PostgreSQL has ciphers only in an extension
-- example: encode(substr(sct.aes_schedule('\x2b7e151628aed2a6abf7158809cf4f3c'), 17, 4), 'hex') => a0fafe17
-- example: encode(substr(sct.aes_schedule('\x2b7e151628aed2a6abf7158809cf4f3c'), 173, 4), 'hex') => b6630ca6
CREATE OR REPLACE FUNCTION sct.aes_schedule(key bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  box CONSTANT bytea := '\x637c777bf26b6fc53001672bfed7ab76ca82c97dfa5947f0add4a2af9ca472c0b7fd9326363ff7cc34a5e5f171d83115'
    '04c723c31896059a071280e2eb27b27509832c1a1b6e5aa0523bd6b329e32f8453d100ed20fcb15b6acbbe394a4c58cf'
    'd0efaafb434d338545f9027f503c9fa851a3408f929d38f5bcb6da2110fff3d2cd0c13ec5f974417c4a77e3d645d1973'
    '60814fdc222a908846eeb814de5e0bdbe0323a0a4906245cc2d3ac629195e479e7c8376d8dd54ea96c56f4ea657aae08'
    'ba78252e1ca6b4c6e8dd741f4bbd8b8a703eb5664803f60e613557b986c11d9ee1f8981169d98e949b1e87e9ce5528df'
    '8ca1890dbfe6426841992d0fb054bb16';
  size CONSTANT integer := octet_length(key) / 4;
  made bytea := key;
  last bytea;
  constant_byte integer := 1;
BEGIN
  FOR i IN size .. 4 * (size + 7) - 1 LOOP
    last := pg_catalog.substr(made, 4 * i - 3, 4);
    IF i % size = 0 THEN
      last := pg_catalog.substr(last, 2) || pg_catalog.substr(last, 1, 1);
    END IF;
    IF i % size = 0 OR (size > 6 AND i % size = 4) THEN
      FOR n IN 0 .. 3 LOOP
        last := set_byte(last, n, get_byte(box, get_byte(last, n)));
      END LOOP;
    END IF;
    IF i % size = 0 THEN
      last := set_byte(last, 0, get_byte(last, 0) # constant_byte);
      constant_byte := CASE WHEN constant_byte >= 128 THEN ((constant_byte << 1) # 283) ELSE constant_byte << 1 END;
    END IF;
    FOR n IN 0 .. 3 LOOP
      last := set_byte(last, n, get_byte(last, n) # get_byte(made, 4 * (i - size) + n));
    END LOOP;
    made := made || last;
  END LOOP;
  RETURN made;
END
$$;
