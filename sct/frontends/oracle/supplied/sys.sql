-- Object types for JSON (PL/SQL Packages and Types Reference, "JSON Data Structures"; JSON Developer's Guide, "PL/SQL
-- Object Types for JSON"). A value is kept in the session's memory under a number, so that all that refer to it share it.
-- CLOB and VARCHAR2 are one type on the target: one method stands for both.
CREATE OR REPLACE TYPE sys.json_key_list AS VARRAY(32767) OF VARCHAR2(4000);
/
CREATE OR REPLACE TYPE sys.json_element_t AS OBJECT (
  sct_value NUMBER,
  STATIC FUNCTION parse(jsn VARCHAR2) RETURN sys.json_element_t,
  STATIC FUNCTION parse(jsn BLOB) RETURN sys.json_element_t,
  STATIC FUNCTION sct_of(id NUMBER) RETURN sys.json_element_t,
  MEMBER FUNCTION is_object RETURN BOOLEAN,
  MEMBER FUNCTION is_array RETURN BOOLEAN,
  MEMBER FUNCTION is_scalar RETURN BOOLEAN,
  MEMBER FUNCTION is_string RETURN BOOLEAN,
  MEMBER FUNCTION is_number RETURN BOOLEAN,
  MEMBER FUNCTION is_boolean RETURN BOOLEAN,
  MEMBER FUNCTION is_null RETURN BOOLEAN,
  MEMBER FUNCTION is_true RETURN BOOLEAN,
  MEMBER FUNCTION is_false RETURN BOOLEAN,
  MEMBER FUNCTION get_size RETURN NUMBER,
  MEMBER FUNCTION to_string RETURN VARCHAR2,
  MEMBER FUNCTION stringify RETURN VARCHAR2,
  MEMBER FUNCTION to_clob RETURN CLOB,
  MEMBER FUNCTION to_number RETURN NUMBER,
  MEMBER FUNCTION to_boolean RETURN BOOLEAN,
  MEMBER FUNCTION to_date RETURN DATE,
  MEMBER FUNCTION to_timestamp RETURN TIMESTAMP
) NOT FINAL;
/
CREATE OR REPLACE TYPE sys.json_object_t UNDER sys.json_element_t (
  CONSTRUCTOR FUNCTION json_object_t RETURN SELF AS RESULT,
  CONSTRUCTOR FUNCTION json_object_t(jsn VARCHAR2) RETURN SELF AS RESULT,
  CONSTRUCTOR FUNCTION json_object_t(jsn BLOB) RETURN SELF AS RESULT,
  STATIC FUNCTION parse(jsn BLOB) RETURN sys.json_object_t,
  CONSTRUCTOR FUNCTION json_object_t(sct_value NUMBER) RETURN SELF AS RESULT,
  STATIC FUNCTION parse(jsn VARCHAR2) RETURN sys.json_object_t,
  MEMBER FUNCTION clone RETURN sys.json_object_t,
  MEMBER FUNCTION get(key VARCHAR2) RETURN sys.json_element_t,
  MEMBER FUNCTION get_object(key VARCHAR2) RETURN sys.json_object_t,
  MEMBER FUNCTION get_array(key VARCHAR2) RETURN sys.json_array_t,
  MEMBER FUNCTION get_string(key VARCHAR2) RETURN VARCHAR2,
  MEMBER FUNCTION get_clob(key VARCHAR2) RETURN CLOB,
  MEMBER FUNCTION get_number(key VARCHAR2) RETURN NUMBER,
  MEMBER FUNCTION get_boolean(key VARCHAR2) RETURN BOOLEAN,
  MEMBER FUNCTION get_date(key VARCHAR2) RETURN DATE,
  MEMBER FUNCTION get_timestamp(key VARCHAR2) RETURN TIMESTAMP,
  MEMBER FUNCTION get_type(key VARCHAR2) RETURN VARCHAR2,
  MEMBER PROCEDURE remove(SELF IN sys.json_object_t, key VARCHAR2),
  MEMBER FUNCTION has(key VARCHAR2) RETURN BOOLEAN,
  MEMBER FUNCTION get_keys RETURN sys.json_key_list,
  MEMBER PROCEDURE rename_key(SELF IN sys.json_object_t, keyOld VARCHAR2, keyNew VARCHAR2),
  MEMBER PROCEDURE put(SELF IN sys.json_object_t, key VARCHAR2, val VARCHAR2),
  MEMBER PROCEDURE put(SELF IN sys.json_object_t, key VARCHAR2, val NUMBER),
  MEMBER PROCEDURE put(SELF IN sys.json_object_t, key VARCHAR2, val BOOLEAN),
  MEMBER PROCEDURE put(SELF IN sys.json_object_t, key VARCHAR2, val TIMESTAMP),
  MEMBER PROCEDURE put(SELF IN sys.json_object_t, key VARCHAR2, val sys.json_element_t),
  MEMBER PROCEDURE put(SELF IN sys.json_object_t, key VARCHAR2, val BLOB),
  MEMBER PROCEDURE put_null(SELF IN sys.json_object_t, key VARCHAR2)
);
/
CREATE OR REPLACE TYPE sys.json_array_t UNDER sys.json_element_t (
  CONSTRUCTOR FUNCTION json_array_t RETURN SELF AS RESULT,
  CONSTRUCTOR FUNCTION json_array_t(jsn VARCHAR2) RETURN SELF AS RESULT,
  CONSTRUCTOR FUNCTION json_array_t(jsn BLOB) RETURN SELF AS RESULT,
  STATIC FUNCTION parse(jsn BLOB) RETURN sys.json_array_t,
  CONSTRUCTOR FUNCTION json_array_t(sct_value NUMBER) RETURN SELF AS RESULT,
  STATIC FUNCTION parse(jsn VARCHAR2) RETURN sys.json_array_t,
  MEMBER FUNCTION clone RETURN sys.json_array_t,
  MEMBER FUNCTION get(pos NUMBER) RETURN sys.json_element_t,
  MEMBER FUNCTION get_object(pos NUMBER) RETURN sys.json_object_t,
  MEMBER FUNCTION get_array(pos NUMBER) RETURN sys.json_array_t,
  MEMBER FUNCTION get_string(pos NUMBER) RETURN VARCHAR2,
  MEMBER FUNCTION get_clob(pos NUMBER) RETURN CLOB,
  MEMBER FUNCTION get_number(pos NUMBER) RETURN NUMBER,
  MEMBER FUNCTION get_boolean(pos NUMBER) RETURN BOOLEAN,
  MEMBER FUNCTION get_date(pos NUMBER) RETURN DATE,
  MEMBER FUNCTION get_timestamp(pos NUMBER) RETURN TIMESTAMP,
  MEMBER FUNCTION get_type(pos NUMBER) RETURN VARCHAR2,
  MEMBER PROCEDURE remove(SELF IN sys.json_array_t, pos NUMBER),
  MEMBER PROCEDURE append(SELF IN sys.json_array_t, val VARCHAR2),
  MEMBER PROCEDURE append(SELF IN sys.json_array_t, val NUMBER),
  MEMBER PROCEDURE append(SELF IN sys.json_array_t, val BOOLEAN),
  MEMBER PROCEDURE append(SELF IN sys.json_array_t, val TIMESTAMP),
  MEMBER PROCEDURE append(SELF IN sys.json_array_t, val sys.json_element_t),
  MEMBER PROCEDURE append(SELF IN sys.json_array_t, val BLOB),
  MEMBER PROCEDURE append_null(SELF IN sys.json_array_t),
  MEMBER PROCEDURE put(SELF IN sys.json_array_t, pos NUMBER, val VARCHAR2, overwrite BOOLEAN DEFAULT FALSE),
  MEMBER PROCEDURE put(SELF IN sys.json_array_t, pos NUMBER, val NUMBER, overwrite BOOLEAN DEFAULT FALSE),
  MEMBER PROCEDURE put(SELF IN sys.json_array_t, pos NUMBER, val BOOLEAN, overwrite BOOLEAN DEFAULT FALSE),
  MEMBER PROCEDURE put(SELF IN sys.json_array_t, pos NUMBER, val TIMESTAMP, overwrite BOOLEAN DEFAULT FALSE),
  MEMBER PROCEDURE put(SELF IN sys.json_array_t, pos NUMBER, val sys.json_element_t, overwrite BOOLEAN DEFAULT FALSE),
  MEMBER PROCEDURE put(SELF IN sys.json_array_t, pos NUMBER, val BLOB, overwrite BOOLEAN DEFAULT FALSE),
  MEMBER PROCEDURE put_null(SELF IN sys.json_array_t, pos NUMBER, overwrite BOOLEAN DEFAULT FALSE)
);
/
CREATE OR REPLACE TYPE sys.json_scalar_t UNDER sys.json_element_t (
  MEMBER FUNCTION clone RETURN sys.json_scalar_t
);
/
CREATE OR REPLACE TYPE BODY sys.json_element_t AS
  STATIC FUNCTION parse(jsn VARCHAR2) RETURN sys.json_element_t IS
  BEGIN
    RETURN sys.json_element_t.sct_of(SCT_JSON.PARSED(jsn, NULL));
  END;
  STATIC FUNCTION parse(jsn BLOB) RETURN sys.json_element_t IS
  BEGIN
    RETURN sys.json_element_t.sct_of(SCT_JSON.PARSED(UTL_RAW.CAST_TO_VARCHAR2(jsn), NULL));
  END;
  STATIC FUNCTION sct_of(id NUMBER) RETURN sys.json_element_t IS
  BEGIN
    IF id IS NULL THEN
      RETURN NULL;
    ELSIF SCT_JSON.KIND(SCT_JSON.WHOLE(id)) = 'object' THEN
      RETURN sys.json_object_t(id);
    ELSIF SCT_JSON.KIND(SCT_JSON.WHOLE(id)) = 'array' THEN
      RETURN sys.json_array_t(id);
    END IF;
    RETURN sys.json_scalar_t(id);
  END;
  MEMBER FUNCTION is_object RETURN BOOLEAN IS
  BEGIN
    RETURN SCT_JSON.KIND(SCT_JSON.WHOLE(SELF.sct_value)) = 'object';
  END;
  MEMBER FUNCTION is_array RETURN BOOLEAN IS
  BEGIN
    RETURN SCT_JSON.KIND(SCT_JSON.WHOLE(SELF.sct_value)) = 'array';
  END;
  MEMBER FUNCTION is_scalar RETURN BOOLEAN IS
  BEGIN
    RETURN SCT_JSON.KIND(SCT_JSON.WHOLE(SELF.sct_value)) NOT IN ('object', 'array');
  END;
  MEMBER FUNCTION is_string RETURN BOOLEAN IS
  BEGIN
    RETURN SCT_JSON.KIND(SCT_JSON.WHOLE(SELF.sct_value)) = 'string';
  END;
  MEMBER FUNCTION is_number RETURN BOOLEAN IS
  BEGIN
    RETURN SCT_JSON.KIND(SCT_JSON.WHOLE(SELF.sct_value)) = 'number';
  END;
  MEMBER FUNCTION is_boolean RETURN BOOLEAN IS
  BEGIN
    RETURN SCT_JSON.KIND(SCT_JSON.WHOLE(SELF.sct_value)) = 'boolean';
  END;
  MEMBER FUNCTION is_null RETURN BOOLEAN IS
  BEGIN
    RETURN SCT_JSON.KIND(SCT_JSON.WHOLE(SELF.sct_value)) = 'null';
  END;
  MEMBER FUNCTION is_true RETURN BOOLEAN IS
  BEGIN
    RETURN SCT_JSON.WHOLE(SELF.sct_value) = 'true';
  END;
  MEMBER FUNCTION is_false RETURN BOOLEAN IS
  BEGIN
    RETURN SCT_JSON.WHOLE(SELF.sct_value) = 'false';
  END;
  MEMBER FUNCTION get_size RETURN NUMBER IS
  BEGIN
    RETURN SCT_JSON.COUNTED(SELF.sct_value);
  END;
  MEMBER FUNCTION to_string RETURN VARCHAR2 IS
  BEGIN
    RETURN SCT_JSON.WHOLE(SELF.sct_value);
  END;
  MEMBER FUNCTION stringify RETURN VARCHAR2 IS
  BEGIN
    RETURN SCT_JSON.WHOLE(SELF.sct_value);
  END;
  MEMBER FUNCTION to_clob RETURN CLOB IS
  BEGIN
    RETURN SCT_JSON.WHOLE(SELF.sct_value);
  END;
  MEMBER FUNCTION to_number RETURN NUMBER IS
  BEGIN
    RETURN SCT_JSON.AS_NUMBER(SCT_JSON.WHOLE(SELF.sct_value));
  END;
  MEMBER FUNCTION to_boolean RETURN BOOLEAN IS
  BEGIN
    RETURN SCT_JSON.AS_BOOLEAN(SCT_JSON.WHOLE(SELF.sct_value));
  END;
  MEMBER FUNCTION to_date RETURN DATE IS
  BEGIN
    RETURN SCT_JSON.AS_DATE(SCT_JSON.WHOLE(SELF.sct_value));
  END;
  MEMBER FUNCTION to_timestamp RETURN TIMESTAMP IS
  BEGIN
    RETURN SCT_JSON.AS_TIMESTAMP(SCT_JSON.WHOLE(SELF.sct_value));
  END;
END;
/
CREATE OR REPLACE TYPE BODY sys.json_object_t AS
  CONSTRUCTOR FUNCTION json_object_t RETURN SELF AS RESULT IS
  BEGIN
    SELF.sct_value := SCT_JSON.PARSED('{}', 'o');
    RETURN;
  END;
  CONSTRUCTOR FUNCTION json_object_t(jsn VARCHAR2) RETURN SELF AS RESULT IS
  BEGIN
    SELF.sct_value := SCT_JSON.PARSED(jsn, 'o');
    RETURN;
  END;
  CONSTRUCTOR FUNCTION json_object_t(jsn BLOB) RETURN SELF AS RESULT IS
  BEGIN
    SELF.sct_value := SCT_JSON.PARSED(UTL_RAW.CAST_TO_VARCHAR2(jsn), 'o');
    RETURN;
  END;
  STATIC FUNCTION parse(jsn BLOB) RETURN sys.json_object_t IS
  BEGIN
    RETURN sys.json_object_t(SCT_JSON.PARSED(UTL_RAW.CAST_TO_VARCHAR2(jsn), 'o'));
  END;
  CONSTRUCTOR FUNCTION json_object_t(sct_value NUMBER) RETURN SELF AS RESULT IS
  BEGIN
    SELF.sct_value := sct_value;
    RETURN;
  END;
  STATIC FUNCTION parse(jsn VARCHAR2) RETURN sys.json_object_t IS
  BEGIN
    RETURN sys.json_object_t(SCT_JSON.PARSED(jsn, 'o'));
  END;
  MEMBER FUNCTION clone RETURN sys.json_object_t IS
  BEGIN
    RETURN sys.json_object_t(SCT_JSON.PARSED(SCT_JSON.WHOLE(SELF.sct_value), 'o'));
  END;
  MEMBER FUNCTION get(key VARCHAR2) RETURN sys.json_element_t IS
  BEGIN
    RETURN sys.json_element_t.sct_of(SCT_JSON.AT(SELF.sct_value, key));
  END;
  MEMBER FUNCTION get_object(key VARCHAR2) RETURN sys.json_object_t IS
  BEGIN
    IF SCT_JSON.TYPE_OF(SCT_JSON.PART(SELF.sct_value, key)) = 'OBJECT' THEN
      RETURN sys.json_object_t(SCT_JSON.AT(SELF.sct_value, key));
    END IF;
    RETURN NULL;
  END;
  MEMBER FUNCTION get_array(key VARCHAR2) RETURN sys.json_array_t IS
  BEGIN
    IF SCT_JSON.TYPE_OF(SCT_JSON.PART(SELF.sct_value, key)) = 'ARRAY' THEN
      RETURN sys.json_array_t(SCT_JSON.AT(SELF.sct_value, key));
    END IF;
    RETURN NULL;
  END;
  MEMBER FUNCTION get_string(key VARCHAR2) RETURN VARCHAR2 IS
  BEGIN
    RETURN SCT_JSON.AS_STRING(SCT_JSON.PART(SELF.sct_value, key));
  END;
  MEMBER FUNCTION get_clob(key VARCHAR2) RETURN CLOB IS
  BEGIN
    RETURN SCT_JSON.AS_STRING(SCT_JSON.PART(SELF.sct_value, key));
  END;
  MEMBER FUNCTION get_number(key VARCHAR2) RETURN NUMBER IS
  BEGIN
    RETURN SCT_JSON.AS_NUMBER(SCT_JSON.PART(SELF.sct_value, key));
  END;
  MEMBER FUNCTION get_boolean(key VARCHAR2) RETURN BOOLEAN IS
  BEGIN
    RETURN SCT_JSON.AS_BOOLEAN(SCT_JSON.PART(SELF.sct_value, key));
  END;
  MEMBER FUNCTION get_date(key VARCHAR2) RETURN DATE IS
  BEGIN
    RETURN SCT_JSON.AS_DATE(SCT_JSON.PART(SELF.sct_value, key));
  END;
  MEMBER FUNCTION get_timestamp(key VARCHAR2) RETURN TIMESTAMP IS
  BEGIN
    RETURN SCT_JSON.AS_TIMESTAMP(SCT_JSON.PART(SELF.sct_value, key));
  END;
  MEMBER FUNCTION get_type(key VARCHAR2) RETURN VARCHAR2 IS
  BEGIN
    RETURN SCT_JSON.TYPE_OF(SCT_JSON.PART(SELF.sct_value, key));
  END;
  MEMBER PROCEDURE remove(SELF IN sys.json_object_t, key VARCHAR2) IS
  BEGIN
    SCT_JSON.CHANGE(SELF.sct_value, 'remove', key, NULL);
  END;
  MEMBER FUNCTION has(key VARCHAR2) RETURN BOOLEAN IS
  BEGIN
    RETURN SCT_JSON.PART(SELF.sct_value, key) IS NOT NULL;
  END;
  MEMBER FUNCTION get_keys RETURN sys.json_key_list IS
    keys sys.json_key_list := sys.json_key_list();
  BEGIN
    FOR i IN 1 .. SCT_JSON.COUNTED(SELF.sct_value) LOOP
      keys.EXTEND;
      keys(i) := SCT_JSON.KEY(SELF.sct_value, i);
    END LOOP;
    RETURN keys;
  END;
  MEMBER PROCEDURE rename_key(SELF IN sys.json_object_t, keyOld VARCHAR2, keyNew VARCHAR2) IS
  BEGIN
    SCT_JSON.CHANGE(SELF.sct_value, 'rename', keyOld, keyNew);
  END;
  MEMBER PROCEDURE put(SELF IN sys.json_object_t, key VARCHAR2, val VARCHAR2) IS
  BEGIN
    SCT_JSON.CHANGE(SELF.sct_value, 'put', key, SCT_JSON.VALUE_OF(val));
  END;
  MEMBER PROCEDURE put(SELF IN sys.json_object_t, key VARCHAR2, val NUMBER) IS
  BEGIN
    SCT_JSON.CHANGE(SELF.sct_value, 'put', key, SCT_JSON.VALUE_OF(val));
  END;
  MEMBER PROCEDURE put(SELF IN sys.json_object_t, key VARCHAR2, val BOOLEAN) IS
  BEGIN
    SCT_JSON.CHANGE(SELF.sct_value, 'put', key, SCT_JSON.VALUE_OF(val));
  END;
  MEMBER PROCEDURE put(SELF IN sys.json_object_t, key VARCHAR2, val TIMESTAMP) IS
  BEGIN
    SCT_JSON.CHANGE(SELF.sct_value, 'put', key, SCT_JSON.VALUE_OF(val));
  END;
  MEMBER PROCEDURE put(SELF IN sys.json_object_t, key VARCHAR2, val sys.json_element_t) IS
  BEGIN
    SCT_JSON.CHANGE(SELF.sct_value, 'put', key, SCT_JSON.GIVEN(val.sct_value));
  END;
  MEMBER PROCEDURE put(SELF IN sys.json_object_t, key VARCHAR2, val BLOB) IS
  BEGIN
    SCT_JSON.CHANGE(SELF.sct_value, 'bytes', key, NULL);
  END;
  MEMBER PROCEDURE put_null(SELF IN sys.json_object_t, key VARCHAR2) IS
  BEGIN
    SCT_JSON.CHANGE(SELF.sct_value, 'put', key, NULL);
  END;
END;
/
CREATE OR REPLACE TYPE BODY sys.json_array_t AS
  CONSTRUCTOR FUNCTION json_array_t RETURN SELF AS RESULT IS
  BEGIN
    SELF.sct_value := SCT_JSON.PARSED('[]', 'a');
    RETURN;
  END;
  CONSTRUCTOR FUNCTION json_array_t(jsn VARCHAR2) RETURN SELF AS RESULT IS
  BEGIN
    SELF.sct_value := SCT_JSON.PARSED(jsn, 'a');
    RETURN;
  END;
  CONSTRUCTOR FUNCTION json_array_t(jsn BLOB) RETURN SELF AS RESULT IS
  BEGIN
    SELF.sct_value := SCT_JSON.PARSED(UTL_RAW.CAST_TO_VARCHAR2(jsn), 'a');
    RETURN;
  END;
  STATIC FUNCTION parse(jsn BLOB) RETURN sys.json_array_t IS
  BEGIN
    RETURN sys.json_array_t(SCT_JSON.PARSED(UTL_RAW.CAST_TO_VARCHAR2(jsn), 'a'));
  END;
  CONSTRUCTOR FUNCTION json_array_t(sct_value NUMBER) RETURN SELF AS RESULT IS
  BEGIN
    SELF.sct_value := sct_value;
    RETURN;
  END;
  STATIC FUNCTION parse(jsn VARCHAR2) RETURN sys.json_array_t IS
  BEGIN
    RETURN sys.json_array_t(SCT_JSON.PARSED(jsn, 'a'));
  END;
  MEMBER FUNCTION clone RETURN sys.json_array_t IS
  BEGIN
    RETURN sys.json_array_t(SCT_JSON.PARSED(SCT_JSON.WHOLE(SELF.sct_value), 'a'));
  END;
  MEMBER FUNCTION get(pos NUMBER) RETURN sys.json_element_t IS
  BEGIN
    RETURN sys.json_element_t.sct_of(SCT_JSON.AT(SELF.sct_value, pos));
  END;
  MEMBER FUNCTION get_object(pos NUMBER) RETURN sys.json_object_t IS
  BEGIN
    IF SCT_JSON.TYPE_OF(SCT_JSON.PART(SELF.sct_value, pos)) = 'OBJECT' THEN
      RETURN sys.json_object_t(SCT_JSON.AT(SELF.sct_value, pos));
    END IF;
    RETURN NULL;
  END;
  MEMBER FUNCTION get_array(pos NUMBER) RETURN sys.json_array_t IS
  BEGIN
    IF SCT_JSON.TYPE_OF(SCT_JSON.PART(SELF.sct_value, pos)) = 'ARRAY' THEN
      RETURN sys.json_array_t(SCT_JSON.AT(SELF.sct_value, pos));
    END IF;
    RETURN NULL;
  END;
  MEMBER FUNCTION get_string(pos NUMBER) RETURN VARCHAR2 IS
  BEGIN
    RETURN SCT_JSON.AS_STRING(SCT_JSON.PART(SELF.sct_value, pos));
  END;
  MEMBER FUNCTION get_clob(pos NUMBER) RETURN CLOB IS
  BEGIN
    RETURN SCT_JSON.AS_STRING(SCT_JSON.PART(SELF.sct_value, pos));
  END;
  MEMBER FUNCTION get_number(pos NUMBER) RETURN NUMBER IS
  BEGIN
    RETURN SCT_JSON.AS_NUMBER(SCT_JSON.PART(SELF.sct_value, pos));
  END;
  MEMBER FUNCTION get_boolean(pos NUMBER) RETURN BOOLEAN IS
  BEGIN
    RETURN SCT_JSON.AS_BOOLEAN(SCT_JSON.PART(SELF.sct_value, pos));
  END;
  MEMBER FUNCTION get_date(pos NUMBER) RETURN DATE IS
  BEGIN
    RETURN SCT_JSON.AS_DATE(SCT_JSON.PART(SELF.sct_value, pos));
  END;
  MEMBER FUNCTION get_timestamp(pos NUMBER) RETURN TIMESTAMP IS
  BEGIN
    RETURN SCT_JSON.AS_TIMESTAMP(SCT_JSON.PART(SELF.sct_value, pos));
  END;
  MEMBER FUNCTION get_type(pos NUMBER) RETURN VARCHAR2 IS
  BEGIN
    RETURN SCT_JSON.TYPE_OF(SCT_JSON.PART(SELF.sct_value, pos));
  END;
  MEMBER PROCEDURE remove(SELF IN sys.json_array_t, pos NUMBER) IS
  BEGIN
    SCT_JSON.CHANGE(SELF.sct_value, 'remove', pos, NULL);
  END;
  MEMBER PROCEDURE append(SELF IN sys.json_array_t, val VARCHAR2) IS
  BEGIN
    SCT_JSON.CHANGE(SELF.sct_value, 'append', NULL, SCT_JSON.VALUE_OF(val));
  END;
  MEMBER PROCEDURE append(SELF IN sys.json_array_t, val NUMBER) IS
  BEGIN
    SCT_JSON.CHANGE(SELF.sct_value, 'append', NULL, SCT_JSON.VALUE_OF(val));
  END;
  MEMBER PROCEDURE append(SELF IN sys.json_array_t, val BOOLEAN) IS
  BEGIN
    SCT_JSON.CHANGE(SELF.sct_value, 'append', NULL, SCT_JSON.VALUE_OF(val));
  END;
  MEMBER PROCEDURE append(SELF IN sys.json_array_t, val TIMESTAMP) IS
  BEGIN
    SCT_JSON.CHANGE(SELF.sct_value, 'append', NULL, SCT_JSON.VALUE_OF(val));
  END;
  MEMBER PROCEDURE append(SELF IN sys.json_array_t, val sys.json_element_t) IS
  BEGIN
    SCT_JSON.CHANGE(SELF.sct_value, 'append', NULL, SCT_JSON.GIVEN(val.sct_value));
  END;
  MEMBER PROCEDURE append(SELF IN sys.json_array_t, val BLOB) IS
  BEGIN
    SCT_JSON.CHANGE(SELF.sct_value, 'bytes', NULL, NULL);
  END;
  MEMBER PROCEDURE append_null(SELF IN sys.json_array_t) IS
  BEGIN
    SCT_JSON.CHANGE(SELF.sct_value, 'append', NULL, NULL);
  END;
  MEMBER PROCEDURE put(SELF IN sys.json_array_t, pos NUMBER, val VARCHAR2, overwrite BOOLEAN DEFAULT FALSE) IS
  BEGIN
    IF overwrite THEN
      SCT_JSON.CHANGE(SELF.sct_value, 'put', pos, SCT_JSON.VALUE_OF(val));
    ELSE
      SCT_JSON.CHANGE(SELF.sct_value, 'insert', pos, SCT_JSON.VALUE_OF(val));
    END IF;
  END;
  MEMBER PROCEDURE put(SELF IN sys.json_array_t, pos NUMBER, val NUMBER, overwrite BOOLEAN DEFAULT FALSE) IS
  BEGIN
    IF overwrite THEN
      SCT_JSON.CHANGE(SELF.sct_value, 'put', pos, SCT_JSON.VALUE_OF(val));
    ELSE
      SCT_JSON.CHANGE(SELF.sct_value, 'insert', pos, SCT_JSON.VALUE_OF(val));
    END IF;
  END;
  MEMBER PROCEDURE put(SELF IN sys.json_array_t, pos NUMBER, val BOOLEAN, overwrite BOOLEAN DEFAULT FALSE) IS
  BEGIN
    IF overwrite THEN
      SCT_JSON.CHANGE(SELF.sct_value, 'put', pos, SCT_JSON.VALUE_OF(val));
    ELSE
      SCT_JSON.CHANGE(SELF.sct_value, 'insert', pos, SCT_JSON.VALUE_OF(val));
    END IF;
  END;
  MEMBER PROCEDURE put(SELF IN sys.json_array_t, pos NUMBER, val TIMESTAMP, overwrite BOOLEAN DEFAULT FALSE) IS
  BEGIN
    IF overwrite THEN
      SCT_JSON.CHANGE(SELF.sct_value, 'put', pos, SCT_JSON.VALUE_OF(val));
    ELSE
      SCT_JSON.CHANGE(SELF.sct_value, 'insert', pos, SCT_JSON.VALUE_OF(val));
    END IF;
  END;
  MEMBER PROCEDURE put(SELF IN sys.json_array_t, pos NUMBER, val sys.json_element_t, overwrite BOOLEAN DEFAULT FALSE) IS
  BEGIN
    IF overwrite THEN
      SCT_JSON.CHANGE(SELF.sct_value, 'put', pos, SCT_JSON.GIVEN(val.sct_value));
    ELSE
      SCT_JSON.CHANGE(SELF.sct_value, 'insert', pos, SCT_JSON.GIVEN(val.sct_value));
    END IF;
  END;
  MEMBER PROCEDURE put(SELF IN sys.json_array_t, pos NUMBER, val BLOB, overwrite BOOLEAN DEFAULT FALSE) IS
  BEGIN
    SCT_JSON.CHANGE(SELF.sct_value, 'bytes', pos, NULL);
  END;
  MEMBER PROCEDURE put_null(SELF IN sys.json_array_t, pos NUMBER, overwrite BOOLEAN DEFAULT FALSE) IS
  BEGIN
    IF overwrite THEN
      SCT_JSON.CHANGE(SELF.sct_value, 'put', pos, NULL);
    ELSE
      SCT_JSON.CHANGE(SELF.sct_value, 'insert', pos, NULL);
    END IF;
  END;
END;
/
CREATE OR REPLACE TYPE BODY sys.json_scalar_t AS
  MEMBER FUNCTION clone RETURN sys.json_scalar_t IS
  BEGIN
    RETURN SELF;
  END;
END;
/
