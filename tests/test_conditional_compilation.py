"""$IF and $$name: decided by --plsql-flag, by the source's release and by package constants; each decision is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.test_cli_contract import sct

SOURCE = """
CREATE OR REPLACE FUNCTION f RETURN VARCHAR2 IS
BEGIN
  $IF $$tracing $THEN
    RETURN 'tracing';
  $ELSIF DBMS_DB_VERSION.VER_LE_12_1 $THEN
    RETURN 'old';
  $ELSIF cfg.fast $THEN
    RETURN 'fast';
  $ELSE
    RETURN 'plain';
  $END
END;
/
CREATE OR REPLACE FUNCTION level_of RETURN NUMBER IS
BEGIN
  RETURN $$log_level;
END;
/
CREATE OR REPLACE PACKAGE cfg IS
  $IF $$slow $THEN
  fast CONSTANT BOOLEAN := FALSE;
  $ELSE
  fast CONSTANT BOOLEAN := TRUE;
  $END
END;
/
"""


def converted(tmp_path: Path, *options: str, source: str = "oracle") -> tuple[str, list[dict[str, object]]]:
    (tmp_path / "a.sql").write_text(SOURCE)
    done = sct(
        *("convert", "a.sql", "--from", source, "--to", "postgres", "--no-check", "-o", "out", *options),
        *("--fail-on", "none"),
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    findings = json.loads((tmp_path / "out/report.json").read_text())["findings"]
    return (tmp_path / "out/schema.sql").read_text(), findings


@pytest.mark.parametrize(
    ("options", "source", "taken"),
    [
        ((), "oracle", "fast"),
        (("--plsql-flag", "slow=true"), "oracle", "plain"),
        (("--plsql-flag", "Tracing=TRUE"), "oracle", "tracing"),
        ((), "oracle:12cR1", "old"),
        ((), "oracle:12.2", "fast"),
        ((), "oracle:23ai", "fast"),
    ],
)
def test_what_decides_a_condition(tmp_path: Path, options: tuple[str, ...], source: str, taken: str) -> None:
    sql, _ = converted(tmp_path, *options, source=source)
    assert [w for w in ("tracing", "old", "fast", "plain") if f"RETURN '{w}'" in sql] == [taken]


def test_every_decision_is_said_with_what_was_supposed(tmp_path: Path) -> None:
    _, findings = converted(tmp_path, "--plsql-flag", "tracing=false")
    said = {f["code"]: f["message"] for f in findings if f["code"] in ("OR0022", "SC1910")}
    assert said["OR0022"] in ("$IF $$tracing: left out", "$IF cfg.fast: taken")
    assert said["SC1910"] == "$$log_level is NULL: it has no value"
    supposed = [f["message"] for f in findings if f["code"] == "OR0021"]
    assert "$IF DBMS_DB_VERSION.VER_LE_12_1: left out, as the source is Oracle 19" in supposed
    assert "$IF $$slow: left out, as $$slow is NULL" in supposed


def test_a_flag_is_a_value_of_code(tmp_path: Path) -> None:
    sql, findings = converted(tmp_path, "--plsql-flag", "log_level=3")
    assert "RETURN 3;" in sql and not any(f["code"] == "SC1910" for f in findings)


def test_a_release_nobody_knows_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text(SOURCE)
    done = sct("convert", "a.sql", "--from", "oracle:99", "--to", "postgres", cwd=tmp_path)
    assert done.returncode == 2 and "release 99 of oracle is not known; there is: 9.2" in done.stderr
