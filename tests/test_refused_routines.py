"""What is refused says so wherever it is called, in each of the forms a routine is called in."""

from __future__ import annotations

from pathlib import Path

from tests import behaviour
from tests.behaviour import Case
from tests.servers import Server

SOURCE = """
CREATE TABLE done (n NUMBER);
CREATE OR REPLACE PROCEDURE not_here(p NUMBER, q OUT VARCHAR2) IS
BEGIN
  INSERT INTO done VALUES (p);
  q := NLS_UPPER(p, 'NLS_SORT = XGerman');
  IF p > 1 THEN
    RAISE NO_DATA_FOUND;
  END IF;
END;
/
CREATE OR REPLACE PROCEDURE caller(p NUMBER) IS
  s VARCHAR2(200);
BEGIN
  INSERT INTO done VALUES (0);
  not_here(p, s);
EXCEPTION
  WHEN NO_DATA_FOUND THEN
    INSERT INTO done VALUES (-1);
END;
/
"""
CHECK = """
CALL caller(1);
SELECT :'LAST_ERROR_MESSAGE' LIKE 'OR0824: not_here is not converted%';
"""


def test_a_refused_procedure_whose_errors_are_handled_says_so(pg15: Server, tmp_path: Path) -> None:
    case = Case(
        Path("oracle_postgres/000_refused.case"),
        {"why": "no name of ours is missing"},
        {"source": SOURCE, "check": CHECK, "expect": "t"},
    )
    script = behaviour.convert(case, "postgres:15", tmp_path)
    assert "not_here$try" in script
    behaviour.judge(case, script, pg15)


TEXTS = """
CREATE TABLE t (n NUMBER);
INSERT INTO t VALUES (7);
CREATE OR REPLACE FUNCTION known_form RETURN NUMBER IS
  r NUMBER;
BEGIN
  EXECUTE IMMEDIATE 'WITH FUNCTION f(p NUMBER) RETURN NUMBER IS BEGIN RETURN p + 1; END; SELECT f(n) FROM t' INTO r;
  RETURN r;
END;
/
CREATE OR REPLACE FUNCTION made_later RETURN NUMBER IS
  r NUMBER;
BEGIN
  EXECUTE IMMEDIATE 'SELECT MAX(n) FROM not_yet' INTO r;
  RETURN r;
END;
/
"""
TEXTS_CHECK = """
SELECT known_form();
SELECT :'LAST_ERROR_MESSAGE' LIKE 'SC1543: known_form is not converted%WITH FUNCTION%';
CREATE TABLE not_yet AS SELECT 3 AS n;
SELECT made_later();
"""


def test_a_whole_text_without_a_conversion_is_refused_and_unknown_names_wait(pg15: Server, tmp_path: Path) -> None:
    case = Case(
        Path("oracle_postgres/001_refused.case"),
        {"why": "a form known to have no conversion does not get one by standing in a string"},
        {"source": TEXTS, "check": TEXTS_CHECK, "expect": "t\n3"},
    )
    behaviour.judge(case, behaviour.convert(case, "postgres:15", tmp_path), pg15)


DOLLARS = """
CREATE TABLE done (n NUMBER);
CREATE OR REPLACE PROCEDURE owner_of(q OUT VARCHAR2) IS
BEGIN
  INSERT INTO done VALUES (1);
  IF q IS NULL THEN
    RAISE NO_DATA_FOUND;
  END IF;
  q := $$PLSQL_UNIT_OWNER;
END;
/
CREATE OR REPLACE PROCEDURE handled(q OUT VARCHAR2) IS
BEGIN
  INSERT INTO done VALUES (0);
  owner_of(q);
EXCEPTION
  WHEN NO_DATA_FOUND THEN
    q := 'caught';
END;
/
"""
DOLLARS_CHECK = """
CALL handled(NULL);
SELECT :'LAST_ERROR_MESSAGE' LIKE 'SC1911: owner_of is not converted: $$PLSQL_UNIT_OWNER%';
"""


def test_a_refusal_whose_words_hold_dollars_loads_in_every_form(pg15: Server, tmp_path: Path) -> None:
    case = Case(
        Path("oracle_postgres/002_refused.case"),
        {"why": "the body stands between a tag that is not in it"},
        {"source": DOLLARS, "check": DOLLARS_CHECK, "expect": "t"},
    )
    script = behaviour.convert(case, "postgres:15", tmp_path)
    assert "owner_of$try" in script
    behaviour.judge(case, script, pg15)
