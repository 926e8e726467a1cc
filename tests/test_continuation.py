"""A hyphen at the end of a line: SQL*Plus's continuation where the statement shows it, a minus elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from sct import pipeline


def script(tmp_path: Path, text: str) -> str:
    file = tmp_path / "s.sql"
    file.write_bytes(text.encode())
    result = pipeline.convert([str(file)], pipeline.Options(check=False))
    assert not [f for f in result.report.findings if f.severity == "error"]
    return result.script


TABLE = "CREATE TABLE t (a NUMBER, b VARCHAR2(40));\n"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_are_joined(tmp_path: Path, end: str) -> None:
    text = TABLE + f"INSERT INTO t VALUES (1-{end}, 'well-known, -{end}continued'-{end});\n"
    assert "VALUES (1, 'well-known, continued')" in script(tmp_path, text)


def test_a_minus_stays_a_minus(tmp_path: Path) -> None:
    assert "(5 - 3, 'x')" in script(tmp_path, TABLE + "INSERT INTO t VALUES (5 -\n 3, 'x');\n")
    assert "'a-\nb'" in script(tmp_path, TABLE + "INSERT INTO t VALUES (5, 'a-\nb');\n")


def test_comments_end_as_they_like(tmp_path: Path) -> None:
    text = TABLE + "INSERT INTO t -- ------\n/* -\n */ VALUES (5, -- x -\n 'x');\n"
    assert "VALUES (5, 'x')" in script(tmp_path, text)


def test_places_are_those_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "s.sql"
    file.write_text(TABLE + "INSERT INTO t VALUES (1-\n, 'x'-\n, no_such_function(1));\n")
    result = pipeline.convert([str(file)], pipeline.Options(check=False))
    (finding,) = [f for f in result.report.findings if f.severity == "error"]
    assert finding.source and finding.source.line == 4
