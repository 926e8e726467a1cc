-- name: open_query
-- signature: open_query(text,text[]) returns refcursor
-- source: Oracle Database SQL Language Reference, CURSOR Expressions: the expression is an open cursor over the subquery's rows
-- why: a cursor over a query as a value, for functions that are handed one; the values the query is run with come as text
-- example: SELECT sct.open_query('SELECT $1[1]::int + 1', '2') IS NOT NULL => true
CREATE OR REPLACE FUNCTION sct.open_query(query text, VARIADIC given text[] DEFAULT '{}') RETURNS refcursor
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  opened refcursor;
BEGIN
  OPEN opened NO SCROLL FOR EXECUTE query USING given;
  RETURN opened;
END
$$;
