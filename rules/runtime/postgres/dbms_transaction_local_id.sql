-- name: dbms_transaction_local_id
-- signature: dbms_transaction_local_id(boolean) returns text
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_TRANSACTION.LOCAL_TRANSACTION_ID
-- why: the number of the transaction once it has changed something, or at once when one is to begin; Oracle's has three parts
-- example: sct.dbms_transaction_local_id(true) IS NOT NULL => true
-- example: sct.dbms_transaction_local_id(true) = sct.dbms_transaction_local_id() => true
CREATE OR REPLACE FUNCTION sct.dbms_transaction_local_id(create_transaction boolean DEFAULT false) RETURNS text
LANGUAGE sql VOLATILE
AS $$ SELECT '1.1.' || CASE WHEN create_transaction THEN pg_current_xact_id() ELSE pg_current_xact_id_if_assigned() END $$;
