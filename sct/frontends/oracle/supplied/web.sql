-- The PL/SQL Web Toolkit (PL/SQL Packages and Types Reference, HTP, OWA_UTIL): the page is a text of the session.
-- A member begins with "-- package.name" and what it needs; HTF, and most of HTP, are made of markup.yml.
-- htp.page
page CLOB;
-- htp.init htp.page
PROCEDURE init IS
BEGIN
  page := NULL;
END;
-- htp.prn htp.page
PROCEDURE prn(cbuf VARCHAR2 DEFAULT NULL) IS
BEGIN
  page := page || cbuf;
END;
PROCEDURE prn(dbuf DATE) IS
BEGIN
  page := page || dbuf;
END;
PROCEDURE prn(nbuf NUMBER) IS
BEGIN
  page := page || nbuf;
END;
-- htp.print htp.page
PROCEDURE print(cbuf VARCHAR2 DEFAULT NULL) IS
BEGIN
  page := page || cbuf || CHR(10);
END;
PROCEDURE print(dbuf DATE) IS
BEGIN
  page := page || dbuf || CHR(10);
END;
PROCEDURE print(nbuf NUMBER) IS
BEGIN
  page := page || nbuf || CHR(10);
END;
-- htp.p htp.page
PROCEDURE p(cbuf VARCHAR2 DEFAULT NULL) IS
BEGIN
  page := page || cbuf || CHR(10);
END;
PROCEDURE p(dbuf DATE) IS
BEGIN
  page := page || dbuf || CHR(10);
END;
PROCEDURE p(nbuf NUMBER) IS
BEGIN
  page := page || nbuf || CHR(10);
END;
-- htp.prints htp.page htf.escape_sc
PROCEDURE prints(ctext VARCHAR2) IS
BEGIN
  page := page || htf.escape_sc(ctext) || CHR(10);
END;
-- htp.ps htp.page htf.escape_sc
PROCEDURE ps(ctext VARCHAR2) IS
BEGIN
  page := page || htf.escape_sc(ctext) || CHR(10);
END;
-- htf.escape_sc
FUNCTION escape_sc(ctext VARCHAR2) RETURN VARCHAR2 IS
BEGIN
  RETURN REPLACE(REPLACE(REPLACE(REPLACE(ctext, '&', '&' || 'amp;'), '"', '&' || 'quot;'), '<', '&' || 'lt;'), '>', '&' || 'gt;');
END;
-- htf.prints htf.escape_sc
FUNCTION prints(ctext VARCHAR2) RETURN VARCHAR2 IS
BEGIN
  RETURN htf.escape_sc(ctext);
END;
-- owa.vc_arr
TYPE vc_arr IS TABLE OF VARCHAR2(32767) INDEX BY BINARY_INTEGER;
-- owa.nl_char
nl_char CONSTANT VARCHAR2(1) := CHR(10);
-- owa.num_cgi_vars
num_cgi_vars NUMBER;
-- owa.cgi_var_name owa.vc_arr
cgi_var_name vc_arr;
-- owa.cgi_var_val owa.vc_arr
cgi_var_val vc_arr;
-- owa.init_cgi_env owa.num_cgi_vars owa.cgi_var_name owa.cgi_var_val
PROCEDURE init_cgi_env(num_params NUMBER, param_name vc_arr, param_val vc_arr) IS
BEGIN
  num_cgi_vars := num_params;
  cgi_var_name := param_name;
  cgi_var_val := param_val;
END;
-- owa_util.ident_arr
TYPE ident_arr IS TABLE OF VARCHAR2(30) INDEX BY BINARY_INTEGER;
-- owa_util.num_arr
TYPE num_arr IS TABLE OF NUMBER INDEX BY BINARY_INTEGER;
-- owa_util.get_cgi_env owa.num_cgi_vars owa.cgi_var_name owa.cgi_var_val
FUNCTION get_cgi_env(param_name VARCHAR2) RETURN VARCHAR2 IS
BEGIN
  FOR i IN 1 .. NVL(owa.num_cgi_vars, 0) LOOP
    IF UPPER(owa.cgi_var_name(i)) = UPPER(param_name) THEN
      RETURN owa.cgi_var_val(i);
    END IF;
  END LOOP;
  RETURN NULL;
END;
-- owa_util.http_header_close htp.print
PROCEDURE http_header_close IS
BEGIN
  htp.print('');
END;
-- owa_util.mime_header htp.print
PROCEDURE mime_header(ccontent_type VARCHAR2 DEFAULT 'text/html', bclose_header BOOLEAN DEFAULT TRUE, ccharset VARCHAR2 DEFAULT NULL) IS
BEGIN
  htp.print('Content-type: ' || ccontent_type || CASE WHEN ccharset IS NOT NULL THEN '; charset=' || ccharset END);
  IF bclose_header THEN
    htp.print('');
  END IF;
END;
-- owa_util.redirect_url htp.print
PROCEDURE redirect_url(curl VARCHAR2, bclose_header BOOLEAN DEFAULT TRUE) IS
BEGIN
  htp.print('Location: ' || curl);
  IF bclose_header THEN
    htp.print('');
  END IF;
END;
-- owa_util.status_line htp.print
PROCEDURE status_line(nstatus INTEGER, creason VARCHAR2 DEFAULT NULL, bclose_header BOOLEAN DEFAULT TRUE) IS
BEGIN
  htp.print('Status: ' || nstatus || ' ' || creason);
  IF bclose_header THEN
    htp.print('');
  END IF;
END;
-- wpg_docload.file
file BLOB;
-- wpg_docload.download_file wpg_docload.file
PROCEDURE download_file(p_blob IN OUT NOCOPY BLOB) IS
BEGIN
  file := p_blob;
END;
