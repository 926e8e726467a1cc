"""Statements of a script that would run something refused are refused by name themselves: none fails while it is loaded."""

from __future__ import annotations

import json
from pathlib import Path

from tests.test_cli_contract import sct

# UTL_HTTP has no equal on the target, so the package's initialisation is refused.
PACKAGE = """
CREATE TABLE t (id NUMBER);
CREATE OR REPLACE PACKAGE q AS
  PROCEDURE p;
  FUNCTION f RETURN NUMBER;
END;
/
CREATE OR REPLACE PACKAGE BODY q AS
  v NUMBER;
  PROCEDURE p IS BEGIN INSERT INTO t VALUES (v); END;
  FUNCTION f RETURN NUMBER IS BEGIN RETURN v; END;
BEGIN
  v := utl_http.request('http://x');
END;
/
CREATE OR REPLACE FUNCTION g RETURN NUMBER IS BEGIN RETURN q.f; END;
/
CREATE TABLE d (id NUMBER DEFAULT g(), n NUMBER);
"""


def refused(folder: Path, text: str) -> dict[str, str]:
    """What is refused behind another refusal: object -> message."""
    (folder / "a.sql").write_text(text)
    sct("convert", "a.sql", "--from", "oracle", "--to", "postgres:15", "--no-check", "-o", "out", cwd=folder)
    report = json.loads((folder / "out/report.json").read_text())
    found = {f["object"]: f["message"] for f in report["findings"] if f["code"] == "SC0001"}
    return {str(report["objects"][n]["id"] if isinstance(n, int) else n): m for n, m in found.items()}


def test_a_block_in_a_string_that_begins_a_package(tmp_path: Path) -> None:
    found = refused(tmp_path, PACKAGE + "BEGIN EXECUTE IMMEDIATE 'begin q.p; end;'; END;\n/\n")
    assert list(found.values()) == ["needs package:q#sct_init, which is refused"]


def test_a_default_that_begins_a_package(tmp_path: Path) -> None:
    statements = """
INSERT INTO d (n) VALUES (1);
INSERT INTO d VALUES (DEFAULT, 2);
INSERT INTO d (id, n) VALUES (5, 2);
INSERT INTO d VALUES (6, 3);
UPDATE d SET id = DEFAULT;
"""
    found = refused(tmp_path, PACKAGE + statements)
    assert set(found.values()) == {"needs package:q#sct_init, which is refused"}
    assert len(found) == 3
    text = (tmp_path / "out/schema.sql").read_text("utf-8")
    assert "INSERT INTO d (id, n) VALUES (5, 2);" in text
    assert "INSERT INTO d VALUES (6, 3);" in text


def test_what_a_refused_block_would_have_set_is_not_shown(tmp_path: Path) -> None:
    script = """
VARIABLE a NUMBER
VARIABLE c REFCURSOR
EXEC :a := 3
PRINT a
BEGIN :a := utl_http.request('http://x'); END;
/
PRINT a
EXEC :a := 4
PRINT a
BEGIN OPEN :c FOR SELECT * FROM nothere; END;
/
PRINT c
"""
    found = refused(tmp_path, script)
    text = (tmp_path / "out/schema.sql").read_text("utf-8")
    assert len(found) == 2
    assert text.count("SELECT sqlplus.a() AS a;") == 2  # before, and once it is set again
    assert "\nFETCH ALL FROM c;" not in text
