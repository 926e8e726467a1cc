-- name: ora_errm
-- signature: ora_errm(text, text, text) returns text
-- source: Oracle Database PL/SQL Language Reference, SQLERRM Function; Oracle Database Error Messages
-- why: SQLERRM as Oracle words it, from a handler's SQLSTATE and SQLERRM (names of constraints and columns are taken from PostgreSQL's English message)
-- needs: ora_code, sqlerrm_of
-- example: sct.ora_errm('OR001', 'ORA-20001: too much') => ORA-20001: too much
-- example: sct.ora_errm('OR001', 'too much') => ORA-20001: too much
-- example: sct.ora_errm('P0002', 'query returned no rows') => ORA-01403: no data found
-- example: sct.ora_errm('P0003', 'query returned more than one row') => ORA-01422: exact fetch returns more than requested number of rows
-- example: sct.ora_errm('22012', 'division by zero') => ORA-01476: divisor is equal to zero
-- example: sct.ora_errm('OX001', 'E_LIMIT') => User-Defined Exception
-- example: sct.ora_errm('23505', 'duplicate key value violates unique constraint "emp_pk"') => ORA-00001: unique constraint (PUBLIC.EMP_PK) violated
-- example: sct.ora_errm('23503', 'update or delete on table "p" violates foreign key constraint "c_fk" on table "c"') => ORA-02292: integrity constraint (PUBLIC.C_FK) violated - child record found
-- example: sct.ora_errm('23502', 'null value in column "a" of relation "t" violates not-null constraint') => ORA-01400: cannot insert NULL into ("PUBLIC"."T"."A")
-- example: sct.ora_errm('23502', 'null value in column "a" of relation "t" violates not-null constraint', 'SQL statement "UPDATE t SET a = NULL"') => ORA-01407: cannot update ("PUBLIC"."T"."A") to NULL
-- example: sct.ora_errm('22001', 'value too long for type character varying(3)') => ORA-06502: PL/SQL: numeric or value error: character string buffer too small
-- example: sct.ora_errm('58030', 'could not read file') => ORA-00600: internal error code, arguments: [58030], [could not read file]
-- example: sct.ora_errm(NULL, NULL) => ORA-0000: normal, successful completion
CREATE OR REPLACE FUNCTION sct.ora_errm(state text, message text, context text DEFAULT NULL) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  code CONSTANT integer := sct.ora_code(state, message, context);
  names CONSTANT text[] := regexp_match(message, 'constraint "([^"]+)"');
  nulls CONSTANT text[] := regexp_match(message, 'column "([^"]+)" of relation "([^"]+)"');
  home CONSTANT text := upper(coalesce(current_schema(), 'public'));
  item CONSTANT text := '(' || home || '.' || upper(names[1]) || ')';
BEGIN
  IF code NOT IN (0, 1) AND message LIKE 'ORA-_____:%' THEN
    RETURN message;
  ELSIF code BETWEEN -20999 AND -20000 THEN
    RETURN 'ORA' || code || ': ' || message;
  ELSIF code IN (-1, -2290, -2291, -2292) AND item IS NOT NULL THEN
    RETURN pg_catalog.replace(sct.sqlerrm_of(code), '(.)', item);
  ELSIF code = -1400 AND nulls IS NOT NULL THEN
    RETURN 'ORA-01400: cannot insert NULL into ("' || home || '"."' || upper(nulls[2]) || '"."' || upper(nulls[1]) || '")';
  ELSIF code = -1407 AND nulls IS NOT NULL THEN
    RETURN 'ORA-01407: cannot update ("' || home || '"."' || upper(nulls[2]) || '"."' || upper(nulls[1]) || '") to NULL';
  ELSIF state = '22001' AND code = -6502 THEN
    RETURN sct.sqlerrm_of(code) || ': character string buffer too small';
  ELSIF state = '22P02' AND code = -6502 THEN
    RETURN sct.sqlerrm_of(code) || ': character to number conversion error';
  ELSIF state = '22003' AND code = -6502 THEN
    RETURN sct.sqlerrm_of(code) || ': number precision too large';
  ELSIF code = -6550 AND state = '42883' THEN
    RETURN 'ORA-06550: line 1, column 7:' || chr(10) || 'PLS-00201: identifier ''' ||
      upper(pg_catalog.substring(message, '^procedure ([^(]*)')) || ''' must be declared' || chr(10) ||
      'ORA-06550: line 1, column 7:' || chr(10) || 'PL/SQL: Statement ignored';
  ELSIF code = -904 THEN
    RETURN 'ORA-00904: ' || message;
  ELSIF code = -600 THEN
    RETURN 'ORA-00600: internal error code, arguments: [' || state || '], [' || message || ']';
  END IF;
  RETURN sct.sqlerrm_of(code);
END
$$;
