"""SQL*Plus bind variables: what becomes of VARIABLE, `:name` and PRINT (behaviour cases 743 to 746 run them)."""

from __future__ import annotations

from pathlib import Path

import pytest

from sct.options import Options
from sct.pipeline import Result, convert

PACKAGE = "(supplied)/sqlplus.sql"


def converted(tmp_path: Path, *scripts: str) -> Result:
    for number, script in enumerate(scripts, 1):
        (tmp_path / f"s{number}.sql").write_text(script)
    return convert([str(tmp_path)], Options(source="oracle", target="postgres", check=False))


def codes(result: Result) -> set[str]:
    return {f.code for f in result.report.findings}


def test_a_declared_name_is_a_variable_of_the_package_and_is_said(tmp_path: Path) -> None:
    result = converted(tmp_path, "VARIABLE n NUMBER\nEXEC :n := 1\nSELECT :N FROM dual;\n")
    assert "CALL sqlplus.set_n(1);" in result.script
    assert "SELECT sqlplus.n()" in result.script
    (said,) = [f for f in result.report.findings if f.code == "OR1060"]
    assert said.source is not None and said.source.file == PACKAGE


@pytest.mark.parametrize(
    "script",
    [
        "SELECT :n FROM dual;\n",
        "VARIABLE m NUMBER\nSELECT :n FROM dual;\n",
        "VARIABLE n DATE\nSELECT :n FROM dual;\n",
        "VARIABLE n\nSELECT :n FROM dual;\n",
    ],
)
def test_a_name_that_is_not_declared_is_refused(tmp_path: Path, script: str) -> None:
    result = converted(tmp_path, script)
    assert "SC1006" in codes(result)
    assert "sqlplus.n()" not in result.script


def test_the_variables_of_one_script_are_not_the_next_ones(tmp_path: Path) -> None:
    result = converted(tmp_path, "VARIABLE n NUMBER\nEXEC :n := 1\n", "SELECT :n FROM dual;\n")
    assert "SC1006" in codes(result)


def test_a_second_script_begins_with_nothing(tmp_path: Path) -> None:
    result = converted(tmp_path, "VARIABLE n NUMBER\nEXEC :n := 1\n", "VARIABLE n NUMBER\nPRINT n\n")
    assert result.script.index("set_n(NULL)") > result.script.index("set_n(1)")


def test_units_and_texts_are_left_alone(tmp_path: Path) -> None:
    script = """VARIABLE n NUMBER
CREATE TABLE t (n NUMBER);
CREATE OR REPLACE TRIGGER g BEFORE INSERT ON t FOR EACH ROW
BEGIN
  :new.n := 1;
END;
/
VARIABLE new NUMBER
CREATE OR REPLACE TRIGGER h BEFORE INSERT ON t FOR EACH ROW
BEGIN
  :new.n := 2;
END;
/
SELECT JSON_OBJECT('n' : n), ':n' FROM t WHERE n = :n; -- :n
"""
    result = converted(tmp_path, script)
    assert "OR0001" not in codes(result) and "SC1006" not in codes(result)
    assert result.script.count("sqlplus.n()") == 2  # the getter and its one use
    assert "':n'" in result.script


def test_what_is_wrong_keeps_its_place(tmp_path: Path) -> None:
    result = converted(tmp_path, "VARIABLE n NUMBER\nBEGIN\n  :n := 1;\n  :n := :n + nowhere;\nEND;\n/\n")
    (wrong,) = [f for f in result.report.findings if f.code == "SC1006"]
    assert wrong.source is not None
    assert (wrong.source.line, wrong.source.column) == (4, 9)


@pytest.mark.parametrize(
    ("command", "told"), [("PRINT x", "x is not declared"), ("VARIABLE d DATE", "DATE is no type")]
)
def test_a_command_that_cannot_be_followed_is_said(tmp_path: Path, command: str, told: str) -> None:
    result = converted(tmp_path, f"VARIABLE n NUMBER\n{command}\n")
    assert any(f.code == "OR0020" and told in f.message for f in result.report.findings)


def test_a_cursor_that_nothing_opened_is_not_shown_among_all(tmp_path: Path) -> None:
    result = converted(tmp_path, "VARIABLE n NUMBER\nVARIABLE rc REFCURSOR\nPRINT\n")
    assert "FETCH" not in result.script.split("package sqlplus")[-1]
    assert "SELECT sqlplus.n() AS n" in result.script


def test_a_name_that_no_package_may_have_gets_another_one(tmp_path: Path) -> None:
    names = ("type", "date", "end", "level", "count", "select")
    declared = "".join(f"VARIABLE {name} NUMBER\n" for name in names)
    used = " + ".join(f":{name}" for name in names)
    result = converted(tmp_path, f"{declared}EXEC :count := {used}\nPRINT\n")
    assert not {"SC1006", "SC1016", "OR0001"} & codes(result)
    assert result.script.count("FUNCTION sqlplus.") == len(names) + 1
