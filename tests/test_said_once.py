"""What is true of the whole run is said once, where it first matters; and limits follow what the columns tell."""

from __future__ import annotations

from pathlib import Path

from sct.options import Options
from sct.pipeline import Result, convert

LISTS = """
CREATE TABLE t (id NUMBER PRIMARY KEY, a VARCHAR2({length}));
CREATE VIEW v AS SELECT LISTAGG(a, ',') WITHIN GROUP (ORDER BY id) AS l FROM t;
CREATE VIEW w AS SELECT LISTAGG(a, ';') WITHIN GROUP (ORDER BY id) AS l FROM t;
"""


def converted(text: str, folder: Path) -> Result:
    source = folder / "lists.sql"
    source.write_text(text)
    return convert([str(source)], Options(check=False))


def test_the_limit_is_an_assumption_that_is_said_once(tmp_path: Path) -> None:
    result = converted(LISTS.format(length=100), tmp_path)
    said = [one for one in result.report.findings if one.code == "PG0870"]
    assert [(one.object, one.source.line if one.source else 0) for one in said] == [("v", 3)]
    assert said[0].message.endswith("(1 more)")
    assert result.script.count("string_agg(a, ',' ORDER BY id), 4000)") == 1


def test_a_longer_column_tells_the_other_limit(tmp_path: Path) -> None:
    result = converted(LISTS.format(length=8000), tmp_path)
    assert not [one for one in result.report.findings if one.code == "PG0870"]
    assert result.script.count(", 32767)") == 2
