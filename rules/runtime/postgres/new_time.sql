-- name: new_time
-- signature: new_time(timestamp, text, text) returns timestamp
-- source: Oracle Database SQL Language Reference, NEW_TIME
-- why: the eighteen fixed abbreviations NEW_TIME knows, as fixed offsets whatever the season
-- needs: raise_ora
-- example: sct.new_time(timestamp '2009-11-10 01:23:45', 'AST', 'PST') => 2009-11-09 21:23:45
-- example: sct.new_time(timestamp '2009-11-10 01:00:00', 'nst', 'GMT') => 2009-11-10 04:30:00
-- example: sct.new_time(timestamp '2009-11-10 01:00:00', 'MEZ', 'GMT') => ERROR 22023
CREATE OR REPLACE FUNCTION sct.new_time(d timestamp, from_zone text, to_zone text) RETURNS timestamp
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  names CONSTANT text[] := ARRAY['AST', 'ADT', 'BST', 'BDT', 'CST', 'CDT', 'EST', 'EDT', 'GMT', 'HST', 'HDT', 'MST', 'MDT',
    'NST', 'PST', 'PDT', 'YST', 'YDT'];
  minutes CONSTANT integer[] := ARRAY[-240, -180, -660, -600, -360, -300, -300, -240, 0, -600, -540, -420, -360,
    -210, -480, -420, -540, -480];
  a CONSTANT integer := minutes[array_position(names, upper(from_zone))];
  b CONSTANT integer := minutes[array_position(names, upper(to_zone))];
BEGIN
  IF d IS NULL OR from_zone IS NULL OR to_zone IS NULL THEN
    RETURN NULL;
  ELSIF a IS NULL OR b IS NULL THEN
    PERFORM sct.raise_ora('22023', 'ORA-01857: not a valid time zone', from_zone || ', ' || to_zone);
  END IF;
  RETURN date_trunc('second', d) + make_interval(mins => b - a);
END
$$;
