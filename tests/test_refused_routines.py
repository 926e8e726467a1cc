"""What is refused says so wherever it is called, in each of the forms a routine is called in."""

from __future__ import annotations

from pathlib import Path

import pytest

from sct.frontends.oracle import sql_macros
from sct.options import Options
from sct.pipeline import convert
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


REACHING = """
CREATE TABLE emp (id NUMBER, n VARCHAR2(10), bad NUMBER);
CREATE VIEW bad AS SELECT * FROM emp MODEL DIMENSION BY (id) MEASURES (n) RULES (n[1] = 'x');
CREATE OR REPLACE PACKAGE p AS
  g VARCHAR2(10);
  PROCEDURE q;
  FUNCTION f RETURN NUMBER;
END;
/
CREATE OR REPLACE PACKAGE BODY p AS
  PROCEDURE q IS BEGIN NULL; END;
  FUNCTION f RETURN NUMBER IS BEGIN RETURN 1; END;
BEGIN
  SELECT MAX(n) INTO g FROM bad;
END;
/
CREATE OR REPLACE PACKAGE harmless AS
  PROCEDURE q(bad OUT NUMBER);
END;
/
CREATE OR REPLACE PACKAGE BODY harmless AS
  PROCEDURE q(bad OUT NUMBER) IS BEGIN SELECT MAX(e.bad) INTO bad FROM emp e; END;
END;
/
BEGIN p.q; END;
/
INSERT INTO emp SELECT p.f, NULL, 0 FROM dual;
DECLARE bad NUMBER; BEGIN harmless.q(bad); END;
/
CREATE OR REPLACE TRIGGER t BEFORE INSERT ON emp FOR EACH ROW BEGIN SELECT MAX(n) INTO :NEW.n FROM bad; END;
/
INSERT INTO emp VALUES (2, 'b', 0);
BEGIN FOR one IN (SELECT n FROM bad) LOOP NULL; END LOOP; END;
/
"""


def test_what_runs_through_a_refused_object_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "in.sql").write_text(REACHING)
    made = convert([str(tmp_path / "in.sql")], Options()).report
    said = {f.object: f.message for f in made.findings if f.code == "SC0001"}
    # what the initialisation of a package, and a trigger, read; a column or variable of that name is something else
    assert set(said) == {"block:6", "script:7", "script:10", "block:11"}, said
    assert set(said.values()) == {"needs bad, which is refused"}
    assert [o.id for o in made.objects if o.proof.state == "failed"] == []


def test_a_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    file = tmp_path / "s.sql"
    file.write_text("CREATE TABLE t (id NUMBER);\nINSERT INTO t (id, nothing) VALUES (1, 2);\n")
    result = convert([str(file)], Options(check=False))
    assert [(f.code, f.message) for f in result.report.findings if f.severity == "error"] == [
        ("SC1007", "the target has no column nothing")
    ]


def test_a_fault_before_reading_costs_the_statement(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ValueError("a fault of ours")

    monkeypatch.setattr(sql_macros, "_calls", fails)
    file = tmp_path / "s.sql"
    file.write_text(
        "CREATE TABLE before (id NUMBER);\n"
        "CREATE FUNCTION m RETURN VARCHAR2 SQL_MACRO(SCALAR) IS\nBEGIN\n  RETURN '1 + 1';\nEND;\n/\n"
        "CREATE VIEW v AS SELECT m() x FROM dual;\n"
    )
    result = convert([str(file)], Options(check=False))
    found = [(f.code, f.message, f.source.line) for f in result.report.findings if f.severity == "error" and f.source]
    assert found == [("SC0007", "ValueError: a fault of ours", 7)]
    with pytest.raises(ValueError, match="a fault of ours"):
        convert([str(file)], Options(check=False, debug=True))


def test_what_is_said_of_a_block_in_a_string_stands_where_the_string_does(tmp_path: Path) -> None:
    (tmp_path / "in.sql").write_text(
        "create or replace procedure p is begin\n  execute immediate 'begin dbms_output.put_line(1); end;';\nend;\n/\n"
        "create or replace procedure q is begin\n\n  execute immediate 'begin ctx_ddl.drop_preference(''x''); end;';\nend;\n/\n"
    )
    made = convert([str(tmp_path / "in.sql")], Options(check=False)).report
    places = {(f.code, f.source.line if f.source else None) for f in made.findings}
    assert {("OR0848", 2), ("OR1009", 7)} <= places, places
    assert all(f.source is not None for f in made.findings)


def test_what_is_said_of_ddl_in_a_string_is_said_and_none_of_its_changes_is_lost(tmp_path: Path) -> None:
    (tmp_path / "in.sql").write_text(
        "create table y (a number);\n"
        "create or replace procedure p is begin execute immediate 'alter table y drop constraint nope add (c number)'; end;\n/\n"
        "create or replace procedure q is begin\n  execute immediate 'create table z (a varchar2(10))';\nend;\n/\n"
    )
    made = convert([str(tmp_path / "in.sql")], Options(check=False)).report
    found = {(f.code, f.object, f.source.line if f.source else None) for f in made.findings}
    assert ("SC1543", "procedure:p", 2) in found, found
    assert ("PG0117", "procedure:q", 5) in found, found


QUERIES = """
CREATE TABLE t (a NUMBER);
CREATE OR REPLACE PACKAGE pk AS
  TYPE numbers IS TABLE OF NUMBER;
  FUNCTION bad RETURN numbers PIPELINED;
  FUNCTION over_bad RETURN numbers PIPELINED;
  FUNCTION good RETURN numbers PIPELINED;
END;
/
CREATE MATERIALIZED VIEW mv_bad AS SELECT x.column_value AS a FROM TABLE(pk.over_bad) x;
CREATE MATERIALIZED VIEW mv_of_bad AS SELECT m.a FROM mv_bad m;
CREATE MATERIALIZED VIEW mv_good AS SELECT x.column_value AS a FROM TABLE(pk.good) x;
CREATE TABLE t_bad AS SELECT x.column_value AS a FROM TABLE(pk.bad) x;
CREATE VIEW v AS SELECT a FROM mv_of_bad UNION ALL SELECT a FROM t_bad;
INSERT INTO t SELECT a FROM t_bad;
CREATE OR REPLACE PACKAGE BODY pk AS
  FUNCTION bad RETURN numbers PIPELINED IS
  BEGIN
    PIPE ROW (DBMS_ROWID.ROWID_CREATE(1, 2, 3, 4, 5));
  END;
  FUNCTION over_bad RETURN numbers PIPELINED IS
  BEGIN
    FOR i IN (SELECT x.column_value AS a FROM TABLE(bad) x) LOOP
      PIPE ROW (i.a);
    END LOOP;
  END;
  FUNCTION good RETURN numbers PIPELINED IS
  BEGIN
    PIPE ROW (1);
  END;
END;
/
"""


def test_what_a_refused_routine_would_fill_is_made_without_rows(tmp_path: Path) -> None:
    (tmp_path / "s.sql").write_text(QUERIES)
    result = convert([tmp_path / "s.sql"], Options("oracle", "postgres", check=False))
    empty = {p.object_id for p in result.pieces if "WITH NO DATA" in p.sql}
    assert empty == {"mv_bad", "mv_of_bad", "t_bad"}
    assert {f.object for f in result.report.findings if f.code == "SC0024"} == empty
    refused = [f.message for f in result.report.findings if f.code == "SC0001"]
    assert refused == ["needs t_bad, which is refused"]


OVERLOADS = """
CREATE OR REPLACE PACKAGE pk AS
  FUNCTION f(p_n IN other_pkg.a_type, p_t VARCHAR2) RETURN NUMBER;
  FUNCTION f(p_n IN NUMBER, p_t VARCHAR2) RETURN NUMBER;
  FUNCTION g RETURN NUMBER;
  FUNCTION h(d VARCHAR2) RETURN VARCHAR2;
END pk;
/
CREATE OR REPLACE PACKAGE BODY pk AS
  FUNCTION f(p_n IN other_pkg.a_type, p_t VARCHAR2) RETURN NUMBER IS BEGIN RETURN p_n.x; END;
  FUNCTION f(p_n IN NUMBER, p_t VARCHAR2) RETURN NUMBER IS BEGIN RETURN p_n + LENGTH(p_t); END;
  FUNCTION g RETURN NUMBER IS BEGIN RETURN f(3, 'ab'); END;
  FUNCTION h(d VARCHAR2) RETURN VARCHAR2 IS BEGIN RETURN json_value(d); END;
END pk;
/
"""


def test_an_overload_of_unknown_types_stands_in_no_calls_way(tmp_path: Path) -> None:
    (tmp_path / "s.sql").write_text(OVERLOADS)
    result = convert([tmp_path / "s.sql"], Options("oracle", "postgres", check=False))
    refused = {(f.code, f.object) for f in result.report.findings if f.code in ("SC1514", "SC1009", "SC0007")}
    assert refused == {("SC1514", "function:pk.f_2"), ("SC1009", "function:pk.h")}
    caller = next(p.sql for p in result.pieces if p.object_id == "function:pk.g")
    assert "pk.f(3, 'ab')" in caller
