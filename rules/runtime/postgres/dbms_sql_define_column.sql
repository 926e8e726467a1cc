-- name: dbms_sql_define_column
-- signature: dbms_sql_define_column(numeric, numeric, text, numeric) returns procedure
-- signature: dbms_sql_define_column(numeric, numeric, numeric, numeric) returns procedure
-- signature: dbms_sql_define_column(numeric, numeric, integer, numeric) returns procedure
-- signature: dbms_sql_define_column(numeric, numeric, bigint, numeric) returns procedure
-- signature: dbms_sql_define_column(numeric, numeric, timestamp, numeric) returns procedure
-- signature: dbms_sql_define_column(numeric, numeric, timestamptz, numeric) returns procedure
-- signature: dbms_sql_define_column(numeric, numeric, bytea, numeric) returns procedure
-- signature: dbms_sql_define_column(numeric, numeric, interval, numeric) returns procedure
-- signature: dbms_sql_define_column(numeric, numeric, double precision, numeric) returns procedure
-- signature: dbms_sql_define_column(numeric, numeric, xml, numeric) returns procedure
-- source: Oracle Database PL/SQL Packages and Types Reference, DBMS_SQL.DEFINE_COLUMN
-- why: as what a column of the select list is fetched; a text is cut to the size given, in bytes
-- needs: dbms_sql_defined
-- example: CALL sct.dbms_sql_define_column(987654, 1, 'x', 10) => ERROR 34000: ORA-01001: invalid cursor
CREATE OR REPLACE PROCEDURE sct.dbms_sql_define_column(c numeric, place numeric, sample text, size numeric DEFAULT NULL)
LANGUAGE sql AS $$ SELECT sct.dbms_sql_defined(c, place, jsonb_build_object('kind', 'text', 'size', size)) $$;
CREATE OR REPLACE PROCEDURE sct.dbms_sql_define_column(c numeric, place numeric, sample numeric, size numeric DEFAULT NULL)
LANGUAGE sql AS $$ SELECT sct.dbms_sql_defined(c, place, jsonb_build_object('kind', 'numeric', 'size', size)) $$;
CREATE OR REPLACE PROCEDURE sct.dbms_sql_define_column(c numeric, place numeric, sample integer, size numeric DEFAULT NULL)
LANGUAGE sql AS $$ SELECT sct.dbms_sql_defined(c, place, jsonb_build_object('kind', 'numeric', 'size', size)) $$;
CREATE OR REPLACE PROCEDURE sct.dbms_sql_define_column(c numeric, place numeric, sample bigint, size numeric DEFAULT NULL)
LANGUAGE sql AS $$ SELECT sct.dbms_sql_defined(c, place, jsonb_build_object('kind', 'numeric', 'size', size)) $$;
CREATE OR REPLACE PROCEDURE sct.dbms_sql_define_column(c numeric, place numeric, sample timestamp, size numeric DEFAULT NULL)
LANGUAGE sql AS $$ SELECT sct.dbms_sql_defined(c, place, jsonb_build_object('kind', 'timestamp', 'size', size)) $$;
CREATE OR REPLACE PROCEDURE sct.dbms_sql_define_column(c numeric, place numeric, sample timestamptz, size numeric DEFAULT NULL)
LANGUAGE sql AS $$ SELECT sct.dbms_sql_defined(c, place, jsonb_build_object('kind', 'timestamptz', 'size', size)) $$;
CREATE OR REPLACE PROCEDURE sct.dbms_sql_define_column(c numeric, place numeric, sample bytea, size numeric DEFAULT NULL)
LANGUAGE sql AS $$ SELECT sct.dbms_sql_defined(c, place, jsonb_build_object('kind', 'bytea', 'size', size)) $$;
CREATE OR REPLACE PROCEDURE sct.dbms_sql_define_column(c numeric, place numeric, sample interval, size numeric DEFAULT NULL)
LANGUAGE sql AS $$ SELECT sct.dbms_sql_defined(c, place, jsonb_build_object('kind', 'interval', 'size', size)) $$;
CREATE OR REPLACE PROCEDURE sct.dbms_sql_define_column(c numeric, place numeric, sample double precision, size numeric DEFAULT NULL)
LANGUAGE sql AS $$ SELECT sct.dbms_sql_defined(c, place, jsonb_build_object('kind', 'double precision', 'size', size)) $$;
CREATE OR REPLACE PROCEDURE sct.dbms_sql_define_column(c numeric, place numeric, sample xml, size numeric DEFAULT NULL)
LANGUAGE sql AS $$ SELECT sct.dbms_sql_defined(c, place, jsonb_build_object('kind', 'xml', 'size', size)) $$;
