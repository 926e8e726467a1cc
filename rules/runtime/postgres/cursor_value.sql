-- name: cursor_value
-- signature: cursor_value(refcursor,anyelement) returns anyelement
-- source: Oracle Database PL/SQL Language Reference, Named Cursor Attribute: %FOUND, %NOTFOUND and %ROWCOUNT of a cursor that is not open raise INVALID_CURSOR
-- why: an attribute's value, or ORA-01001 when the cursor is not open
-- needs: cursor_is_open
-- example: sct.cursor_value(NULL, 3) => ERROR 34000: ORA-01001: invalid cursor
CREATE OR REPLACE FUNCTION sct.cursor_value(cursor_name refcursor, value anyelement) RETURNS anyelement
LANGUAGE plpgsql STABLE PARALLEL UNSAFE AS $$
BEGIN
  IF NOT sct.cursor_is_open(cursor_name) THEN
    RAISE EXCEPTION USING ERRCODE = '34000', MESSAGE = 'ORA-01001: invalid cursor';
  END IF;
  RETURN value;
END
$$;
