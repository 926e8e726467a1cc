-- name: open_lasting
-- signature: open_lasting(refcursor,text,text[]) returns procedure
-- source: Oracle Database PL/SQL Language Reference, Cursors in Packages: a package's cursor stays open until it is closed or the session ends
-- why: a cursor that stays open when the transaction commits; the values its query is run with come as text
-- example: CALL sct.open_lasting('sct example', 'SELEC') => ERROR 42601
CREATE OR REPLACE PROCEDURE sct.open_lasting(cursor_name refcursor, query text, VARIADIC given text[] DEFAULT '{}')
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('DECLARE %I NO SCROLL CURSOR WITH HOLD FOR %s', cursor_name, query) USING given;
END
$$;
