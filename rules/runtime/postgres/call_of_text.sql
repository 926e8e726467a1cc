-- name: call_of_text
-- signature: call_of_text(text) returns text
-- source: Oracle Database PL/SQL Language Reference, EXECUTE IMMEDIATE Statement and Procedure Calls
-- why: CALL of what a string names: PL/SQL needs no parentheses for a routine without arguments, CALL does
-- example: sct.call_of_text('CALL work') => CALL work()
-- example: sct.call_of_text('CALL jobs.run(1, ''a'')') => CALL jobs.run(1, 'a')
-- example: sct.call_of_text('CALL work; ') => CALL work()
CREATE OR REPLACE FUNCTION sct.call_of_text(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT pg_catalog.rtrim(words, ' ;') || CASE WHEN pg_catalog.strpos(words, '(') = 0 THEN '()' ELSE '' END
$$;
