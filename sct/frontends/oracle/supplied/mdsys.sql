-- Object types of Oracle Spatial (Spatial and Graph Developer's Guide, "Spatial Data Types and Metadata").
CREATE OR REPLACE TYPE mdsys.sdo_point_type AS OBJECT (
  x NUMBER,
  y NUMBER,
  z NUMBER
);
/
CREATE OR REPLACE TYPE mdsys.sdo_elem_info_array AS VARRAY(1048576) OF NUMBER;
/
CREATE OR REPLACE TYPE mdsys.sdo_ordinate_array AS VARRAY(1048576) OF NUMBER;
/
CREATE OR REPLACE TYPE mdsys.sdo_geometry AS OBJECT (
  sdo_gtype NUMBER,
  sdo_srid NUMBER,
  sdo_point mdsys.sdo_point_type,
  sdo_elem_info mdsys.sdo_elem_info_array,
  sdo_ordinates mdsys.sdo_ordinate_array,
  MEMBER FUNCTION get_gtype RETURN NUMBER DETERMINISTIC,
  MEMBER FUNCTION get_dims RETURN NUMBER DETERMINISTIC,
  MEMBER FUNCTION get_lrs_dim RETURN NUMBER DETERMINISTIC
);
/
-- SDO_GTYPE is dltt: d dimensions, l the dimension that holds the measure, tt what it is.
CREATE OR REPLACE TYPE BODY mdsys.sdo_geometry AS
  MEMBER FUNCTION get_gtype RETURN NUMBER DETERMINISTIC IS
  BEGIN
    RETURN MOD(sdo_gtype, 100);
  END;
  MEMBER FUNCTION get_dims RETURN NUMBER DETERMINISTIC IS
  BEGIN
    RETURN TRUNC(sdo_gtype / 1000);
  END;
  MEMBER FUNCTION get_lrs_dim RETURN NUMBER DETERMINISTIC IS
  BEGIN
    RETURN TRUNC(MOD(sdo_gtype, 1000) / 100);
  END;
END;
/
