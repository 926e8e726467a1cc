"""Work that a call does before it fails, where the error is handled: it stays, or the report says that it does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.test_cli_contract import sct

SHARED = """
CREATE TABLE n (w VARCHAR2(60));
CREATE TYPE w_t AS OBJECT (k NUMBER, MEMBER PROCEDURE go, STATIC PROCEDURE st, MEMBER FUNCTION went RETURN NUMBER);
/
CREATE TYPE BODY w_t AS
  MEMBER PROCEDURE go IS BEGIN INSERT INTO n VALUES ('a'); RAISE PROGRAM_ERROR; END;
  STATIC PROCEDURE st IS BEGIN INSERT INTO n VALUES ('b'); RAISE PROGRAM_ERROR; END;
  MEMBER FUNCTION went RETURN NUMBER IS BEGIN INSERT INTO n VALUES ('c'); RAISE PROGRAM_ERROR; END;
END;
/
CREATE FUNCTION f RETURN NUMBER IS BEGIN INSERT INTO n VALUES ('d'); RAISE PROGRAM_ERROR; END;
/
CREATE PROCEDURE p IS BEGIN INSERT INTO n VALUES ('e'); RAISE PROGRAM_ERROR; END;
/
"""
SAID = [
    "x := CASE WHEN x = 1 THEN f() ELSE 2 END;",
    "x := f() + w.went();",
    "FOR i IN 1 .. f() LOOP p; END LOOP;",
    "w.go();",
    "w_t.st();",
    "x := w.went();",
    "EXECUTE IMMEDIATE 'BEGIN p; END;';",
    "EXECUTE IMMEDIATE 'CALL p()';",
]
KEPT = [
    "p;",
    "EXECUTE IMMEDIATE 'INSERT INTO n VALUES (1)';",
    "INSERT INTO n VALUES ('x'); p;",
    "x := f();",
    "x := f() + f();",
    "DBMS_OUTPUT.PUT_LINE(f() || x);",
    "IF x = 1 AND f() = 1 THEN NULL; END IF;",
    "IF f() = 1 THEN NULL; END IF;",
    "CASE f() WHEN 1 THEN p; ELSE NULL; END CASE;",
    "WHILE f() = 1 LOOP p; END LOOP;",
]


def codes(folder: Path, statement: str) -> list[str]:
    head = "CREATE PROCEDURE t IS x NUMBER; w w_t := w_t(1);\nBEGIN\n  "
    (folder / "a.sql").write_text(SHARED + head + statement + "\nEXCEPTION WHEN OTHERS THEN NULL;\nEND;\n/\n")
    done = sct("convert", "a.sql", "--from", "oracle", "--to", "postgres", "--no-check", "-o", "out", cwd=folder)
    assert done.returncode in (0, 1), done.stderr
    report = json.loads((folder / "out/report.json").read_text())
    return [f["code"] for f in report["findings"] if f["object"] == "procedure:t"]


@pytest.mark.parametrize("statement", SAID)
def test_what_is_undone_is_said(tmp_path: Path, statement: str) -> None:
    assert "SC1521" in codes(tmp_path, statement)


@pytest.mark.parametrize("statement", KEPT)
def test_what_stays_is_not(tmp_path: Path, statement: str) -> None:
    assert "SC1521" not in codes(tmp_path, statement)


def test_a_function_that_ends_the_transaction_in_a_procedure_is_refused(tmp_path: Path) -> None:
    code = """
CREATE PROCEDURE done IS BEGIN COMMIT; END;
/
CREATE FUNCTION f RETURN NUMBER IS BEGIN done; RETURN 1; END;
/
CREATE PACKAGE k AS n NUMBER; END;
/
CREATE PACKAGE BODY k AS BEGIN n := 1; COMMIT; END;
/
"""
    (tmp_path / "a.sql").write_text(code)
    done = sct("convert", "a.sql", "--from", "oracle", "--to", "postgres", "--no-check", "-o", "out", cwd=tmp_path)
    assert done.returncode in (0, 1), done.stderr
    report = json.loads((tmp_path / "out/report.json").read_text())
    found = {(f["object"], f["code"]) for f in report["findings"] if f["fidelity"] == "refused"}
    assert found == {("function:f", "SC1531"), ("package:k", "SC1531")}


def test_the_form_of_a_refused_function_says_why(tmp_path: Path) -> None:
    code = """
CREATE TABLE n (w VARCHAR2(60));
CREATE FUNCTION f RETURN NUMBER IS BEGIN INSERT INTO n VALUES ('a'); INSERT INTO nowhere VALUES (1); RETURN 1; END;
/
CREATE PROCEDURE t IS x NUMBER; BEGIN x := f(); EXCEPTION WHEN OTHERS THEN NULL; END;
/
"""
    (tmp_path / "a.sql").write_text(code)
    done = sct("convert", "a.sql", "--from", "oracle", "--to", "postgres", "--no-check", "-o", "out", cwd=tmp_path)
    assert done.returncode in (0, 1), done.stderr
    script = (tmp_path / "out/schema.sql").read_text()
    form = script[script.index("CREATE OR REPLACE PROCEDURE f$try(") :]
    assert "SC1005: f is not converted: nowhere is not among the input" in form.split("$$;")[0]


def test_a_row_count_of_what_a_call_did_is_said(tmp_path: Path) -> None:
    assert "SC1528" in codes(tmp_path, "DELETE FROM n; p; x := SQL%ROWCOUNT;")
    assert "SC1528" not in codes(tmp_path, "p; DELETE FROM n; dbms_output.put_line('x'); x := SQL%ROWCOUNT;")
