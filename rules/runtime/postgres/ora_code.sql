-- name: ora_code
-- signature: ora_code(text, text, text) returns integer
-- source: Oracle Database PL/SQL Language Reference, SQLCODE Function and Predefined Exceptions
-- why: SQLCODE from a handler's SQLSTATE and SQLERRM, and its PG_EXCEPTION_CONTEXT where the same state is another error inside a SQL statement; OXnnn are user-defined exceptions (1); an error Oracle has no like for is -600
-- example: sct.ora_code('OR001', 'ORA-20001: too much') => -20001
-- example: sct.ora_code('ORA00', 'x') => -20000
-- example: sct.ora_code('P0002', 'query returned no rows') => 100
-- example: sct.ora_code('P0003', 'query returned more than one row') => -1422
-- example: sct.ora_code('23505', 'duplicate key value violates unique constraint "pk"') => -1
-- example: sct.ora_code('22012', 'division by zero') => -1476
-- example: sct.ora_code('22P02', 'invalid input syntax for type numeric: "x"') => -6502
-- example: sct.ora_code('22P02', 'ORA-01722: invalid number') => -1722
-- example: sct.ora_code('22P02', 'invalid input syntax for type numeric: "x"', 'SQL statement "UPDATE t SET n = ''x''"') => -1722
-- example: sct.ora_code('22001', 'value too long for type character varying(3)') => -6502
-- example: sct.ora_code('22001', 'value too long for type character varying(3)', 'SQL statement "INSERT INTO t VALUES (x)"') => -12899
-- example: sct.ora_code('22003', 'numeric field overflow', 'SQL statement "INSERT INTO t VALUES (x)"') => -1438
-- example: sct.ora_code('22003', 'numeric field overflow', 'PL/pgSQL function f() line 3 at assignment') => -6502
-- example: sct.ora_code('22003', 'integer out of range') => -1426
-- example: sct.ora_code('22004', 'cursor variable "c" is null') => -1001
-- example: sct.ora_code('23503', 'insert or update on table "c" violates foreign key constraint "f"') => -2291
-- example: sct.ora_code('23503', 'update or delete on table "p" violates foreign key constraint "f" on table "c"') => -2292
-- example: sct.ora_code('23502', 'null value in column "a" of relation "t" violates not-null constraint') => -1400
-- example: sct.ora_code('23502', 'null value in column "a" of relation "t" violates not-null constraint', 'SQL statement "UPDATE t SET a = NULL"') => -1407
-- example: sct.ora_code('23514', 'new row for relation "t" violates check constraint "c"') => -2290
-- example: sct.ora_code('22008', 'timestamp out of range') => -1841
-- example: sct.ora_code('2201B', 'invalid regular expression: parentheses () not balanced') => -12725
-- example: sct.ora_code('22003', 'numeric field overflow', 'PL/pgSQL function f() line 4 at FOR over SELECT rows') => -1438
-- example: sct.ora_code('44000', 'new row violates check option for view "v"') => -1402
-- example: sct.ora_code('428C9', 'cannot insert a non-DEFAULT value into column "id"') => -32795
-- example: sct.ora_code('428C9', 'column "id" can only be updated to DEFAULT') => -32796
-- example: sct.ora_code('23514', 'no partition of relation "t" found for row') => -14400
-- example: sct.ora_code('21000', 'MERGE command cannot affect row a second time') => -30926
-- example: sct.ora_code('O035N', 'x') => -4091
-- example: sct.ora_code('OZZZZ', 'x') => -46656
-- example: sct.ora_code('OX001', 'x') => 1
-- example: sct.ora_code('20000', 'case not found') => -6592
-- example: sct.ora_code('00000', '') => 0
-- example: sct.ora_code(NULL, NULL) => 0
-- example: sct.ora_code('55000', 'currval of sequence "s" is not yet defined in this session') => -8002
-- example: sct.ora_code('42883', 'procedure no_such_one(integer) does not exist') => -6550
-- example: sct.ora_code('42883', 'function no_such_one(integer) does not exist') => -904
-- example: sct.ora_code('2200M', 'invalid XML document') => -31011
-- example: sct.ora_code('58030', 'io error') => -600
CREATE OR REPLACE FUNCTION sct.ora_code(state text, message text, context text DEFAULT NULL) RETURNS integer
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  digits CONSTANT text := '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
BEGIN
  IF state IS NULL OR state = '00000' THEN
    RETURN 0;
  ELSIF state ~ '^OR[0-9]{3}$' THEN
    RETURN -20000 - right(state, 3)::integer;
  ELSIF state = 'ORA00' THEN
    RETURN -20000;
  ELSIF state = 'OZZZZ' THEN
    RETURN -46656;
  ELSIF state LIKE 'OX%' THEN
    RETURN 1;
  ELSIF state ~ '^O[0-2]' THEN
    RETURN -(((strpos(digits, pg_catalog.substr(state, 2, 1)) - 1) * 36 + strpos(digits, pg_catalog.substr(state, 3, 1)) - 1) * 36
             + strpos(digits, pg_catalog.substr(state, 4, 1)) - 1) * 36 - (strpos(digits, pg_catalog.substr(state, 5, 1)) - 1);
  ELSIF message ~ '^ORA-[0-9]{5}' THEN
    RETURN CASE WHEN message LIKE 'ORA-01403%' THEN 100 ELSE -pg_catalog.substr(message, 5, 5)::integer END;
  END IF;
  RETURN CASE state
    WHEN 'P0002' THEN 100
    WHEN '02000' THEN 100
    WHEN 'P0003' THEN -1422
    WHEN 'P0001' THEN -20000
    WHEN '23505' THEN -1
    WHEN '23P01' THEN -1
    WHEN '23502' THEN CASE WHEN context LIKE 'SQL statement "UPDATE %' THEN -1407 ELSE -1400 END
    WHEN '23503' THEN CASE WHEN message LIKE 'update or delete%' THEN -2292 ELSE -2291 END
    WHEN '23001' THEN -2292
    WHEN '44000' THEN -1402
    WHEN '23514' THEN CASE WHEN message LIKE 'no partition of relation%' THEN -14400 ELSE -2290 END
    WHEN '22012' THEN -1476
    WHEN '22P02' THEN CASE WHEN context LIKE 'SQL statement "%' OR split_part(context, chr(10), 1) LIKE '% at EXECUTE' THEN -1722
                           ELSE -6502 END
    WHEN '22001' THEN CASE WHEN context LIKE 'SQL statement "%' THEN -12899 ELSE -6502 END
    WHEN '22003' THEN CASE WHEN message LIKE '%integer out of range' THEN -1426
                           WHEN context LIKE 'SQL statement "%' OR split_part(context, chr(10), 1) LIKE '% at FOR over %' THEN -1438
                           ELSE -6502 END
    WHEN '22018' THEN -6502
    WHEN '22004' THEN CASE WHEN message LIKE 'cursor variable%' THEN -1001 ELSE -6502 END
    WHEN '2200H' THEN -8004
    WHEN '2200M' THEN -31011
    WHEN '2200N' THEN -31011
    WHEN '2201B' THEN CASE WHEN message LIKE '%parentheses%' THEN -12725
                           WHEN message LIKE '%brackets%' THEN -12726
                           WHEN message LIKE '%backreference%' THEN -12727
                           WHEN message LIKE '%character range%' THEN -12728
                           WHEN message LIKE '%character class%' THEN -12729
                           WHEN message LIKE '%collating element%' THEN -12731
                           WHEN message LIKE '%repetition count%' THEN -12732
                           ELSE -12722 END
    WHEN '2201E' THEN -1428
    WHEN '2201F' THEN -1428
    WHEN '2202E' THEN -6533
    WHEN '22007' THEN -1861
    WHEN '22008' THEN CASE WHEN message = 'timestamp out of range' THEN -1841 ELSE -1843 END
    WHEN '22009' THEN -1874
    WHEN '21000' THEN CASE WHEN message LIKE 'MERGE command%' THEN -30926 ELSE -1427 END
    WHEN '20000' THEN -6592
    WHEN '24000' THEN -1001
    WHEN '34000' THEN -1001
    WHEN '42P03' THEN -6511
    WHEN '40P01' THEN -60
    WHEN '40001' THEN -8177
    WHEN '55P03' THEN -54
    WHEN '55000' THEN CASE WHEN message LIKE 'currval of sequence%' THEN -8002 ELSE -600 END
    WHEN '57014' THEN -1013
    WHEN '28P01' THEN -1017
    WHEN '28000' THEN -1017
    WHEN '25006' THEN -1456
    WHEN '42501' THEN -1031
    WHEN '428C9' THEN CASE WHEN message LIKE 'cannot insert%' THEN -32795 ELSE -32796 END
    WHEN '42601' THEN -900
    WHEN '42703' THEN -904
    WHEN '42883' THEN CASE WHEN message LIKE 'procedure %' THEN -6550 ELSE -904 END
    WHEN '42P01' THEN -942
    WHEN '42P07' THEN -955
    WHEN '42804' THEN -932
    WHEN '3F000' THEN -1918
    WHEN '53200' THEN -6500
    WHEN '53100' THEN -1653
    WHEN '72000' THEN -1555
    WHEN '2F005' THEN -6503
    ELSE -600
  END;
END
$$;
