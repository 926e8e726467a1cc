-- name: sqlerrm_of
-- signature: sqlerrm_of(numeric) returns text
-- source: Oracle Database PL/SQL Language Reference, SQLERRM Function; Oracle Database Error Messages
-- why: SQLERRM(n): the standard text of an error number
-- example: sct.sqlerrm_of(0) => ORA-0000: normal, successful completion
-- example: sct.sqlerrm_of(100) => ORA-01403: no data found
-- example: sct.sqlerrm_of(-1403) => ORA-01403: no data found
-- example: sct.sqlerrm_of(-1476) => ORA-01476: divisor is equal to zero
-- example: sct.sqlerrm_of(-6502) => ORA-06502: PL/SQL: numeric or value error
-- example: sct.sqlerrm_of(1) => User-Defined Exception
-- example: sct.sqlerrm_of(50) =>  -50: non-ORACLE exception
-- example: concat('[', sct.sqlerrm_of(-20001), ']') => [ORA-20001: ]
-- example: sct.sqlerrm_of(-65000) => ORA-65000: Message 65000 not found;  product=RDBMS; facility=ORA
CREATE OR REPLACE FUNCTION sct.sqlerrm_of(code numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE
  WHEN code = 0 THEN 'ORA-0000: normal, successful completion'
  WHEN code = 1 THEN 'User-Defined Exception'
  WHEN code = 100 THEN 'ORA-01403: no data found'
  WHEN code > 0 THEN ' -' || trunc(code)::text || ': non-ORACLE exception'
  ELSE 'ORA-' || pg_catalog.lpad(trunc(-code)::text, 5, '0') || ': ' || CASE
    WHEN code BETWEEN -20999 AND -20000 THEN ''
    ELSE coalesce(CASE trunc(-code)::integer
      WHEN 1 THEN 'unique constraint (.) violated'
      WHEN 51 THEN 'timeout occurred while waiting for a resource'
      WHEN 54 THEN 'resource busy and acquire with NOWAIT specified or timeout expired'
      WHEN 60 THEN 'deadlock detected while waiting for resource'
      WHEN 600 THEN 'internal error code, arguments: [], [], [], [], [], [], [], [], [], [], [], []'
      WHEN 900 THEN 'invalid SQL statement'
      WHEN 904 THEN ': invalid identifier'
      WHEN 932 THEN 'inconsistent datatypes: expected  got '
      WHEN 942 THEN 'table or view does not exist'
      WHEN 955 THEN 'name is already used by an existing object'
      WHEN 1001 THEN 'invalid cursor'
      WHEN 1012 THEN 'not logged on'
      WHEN 1013 THEN 'user requested cancel of current operation'
      WHEN 1017 THEN 'invalid username/password; logon denied'
      WHEN 1031 THEN 'insufficient privileges'
      WHEN 1400 THEN 'cannot insert NULL into ()'
      WHEN 1403 THEN 'no data found'
      WHEN 1407 THEN 'cannot update () to NULL'
      WHEN 1410 THEN 'invalid ROWID'
      WHEN 1422 THEN 'exact fetch returns more than requested number of rows'
      WHEN 1426 THEN 'numeric overflow'
      WHEN 30926 THEN 'unable to get a stable set of rows in the source tables'
      WHEN 1427 THEN 'single-row subquery returns more than one row'
      WHEN 1428 THEN 'argument '''' is out of range'
      WHEN 1438 THEN 'value larger than specified precision allowed for this column'
      WHEN 1456 THEN 'may not perform insert/delete/update operation inside a READ ONLY transaction'
      WHEN 1476 THEN 'divisor is equal to zero'
      WHEN 1481 THEN 'invalid number format model'
      WHEN 1722 THEN 'invalid number'
      WHEN 1821 THEN 'date format not recognized'
      WHEN 1830 THEN 'date format picture ends before converting entire input string'
      WHEN 1839 THEN 'date not valid for month specified'
      WHEN 1840 THEN 'input value not long enough for date format'
      WHEN 1841 THEN '(full) year must be between -4713 and +9999, and not be 0'
      WHEN 1843 THEN 'not a valid month'
      WHEN 1847 THEN 'day of month must be between 1 and last day of month'
      WHEN 1858 THEN 'a non-numeric character was found where a numeric was expected'
      WHEN 1861 THEN 'literal does not match format string'
      WHEN 2290 THEN 'check constraint (.) violated'
      WHEN 2291 THEN 'integrity constraint (.) violated - parent key not found'
      WHEN 2292 THEN 'integrity constraint (.) violated - child record found'
      WHEN 4091 THEN 'table . is mutating, trigger/function may not see it'
      WHEN 6500 THEN 'PL/SQL: storage error'
      WHEN 6501 THEN 'PL/SQL: program error'
      WHEN 6502 THEN 'PL/SQL: numeric or value error'
      WHEN 6503 THEN 'PL/SQL: Function returned without value'
      WHEN 6504 THEN 'PL/SQL: Return types of Result Set variables or query do not match'
      WHEN 6510 THEN 'PL/SQL: unhandled user-defined exception'
      WHEN 6511 THEN 'PL/SQL: cursor already open'
      WHEN 6530 THEN 'Reference to uninitialized composite'
      WHEN 6531 THEN 'Reference to uninitialized collection'
      WHEN 6532 THEN 'Subscript outside of limit'
      WHEN 6533 THEN 'Subscript beyond count'
      WHEN 6592 THEN 'CASE not found while executing CASE statement'
      WHEN 8177 THEN 'can''t serialize access for this transaction'
      WHEN 12899 THEN 'value too large for column  (actual: , maximum: )'
      WHEN 14400 THEN 'inserted partition key does not map to any partition'
      WHEN 24381 THEN 'error(s) in array DML'
      WHEN 30006 THEN 'resource busy; acquire with WAIT timeout expired'
    END, 'Message ' || trunc(-code)::text || ' not found;  product=RDBMS; facility=ORA')
  END
END
$$;
