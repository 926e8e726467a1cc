"""The command line's contract: exit status and where output goes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


def sct(*args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    code = "from sct.cli import main; main()"
    return subprocess.run([sys.executable, "-c", code, *args], cwd=cwd, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("text", "extra", "status"),
    [
        ("CREATE TABLE t (a NUMBER);", (), 0),
        ("CREATE TABLE t (a TIMESTAMP(9));", (), 0),
        ("CREATE TABLE t (a TIMESTAMP(9));", ("--fail-on", "differs"), 1),
        ("CREATE VIEW v AS SELECT 1 AS x FROM missing;", (), 1),
        ("CREATE VIEW v AS SELECT 1 AS x FROM missing;", ("--fail-on", "none"), 0),
    ],
)
def test_exit_status(tmp_path: Path, text: str, extra: tuple[str, ...], status: int) -> None:
    (tmp_path / "s.sql").write_text(text)
    done = sct("convert", "s.sql", "--from", "oracle", "--to", "postgres", "--no-check", *extra, cwd=tmp_path)
    assert done.returncode == status, done.stderr
    assert done.stdout == ""
    assert (tmp_path / "sct-out" / "schema.sql").exists()


def test_wrong_usage_writes_nothing(tmp_path: Path) -> None:
    for args in (
        ("convert", "nowhere.sql", "--from", "oracle", "--to", "postgres"),
        ("convert", "x.sql", "--from", "fortran", "--to", "postgres"),
        ("convert", "x.sql", "--from", "oracle", "--to", "postgres:9"),
    ):
        done = sct(*args, cwd=tmp_path)
        assert done.returncode == 2, done.stderr
        assert "Traceback" not in done.stderr
        assert list(tmp_path.iterdir()) == []


def test_undecodable_input_names_file_and_way_out(tmp_path: Path) -> None:
    (tmp_path / "s.sql").write_bytes("CREATE TABLE größe (a NUMBER);".encode("latin-1"))
    done = sct("convert", "s.sql", "--from", "oracle", "--to", "postgres", "--no-check", cwd=tmp_path)
    assert done.returncode == 2
    assert "s.sql" in done.stderr and "--encoding" in done.stderr


def test_aliases_and_versions(tmp_path: Path) -> None:
    (tmp_path / "s.sql").write_text("CREATE TABLE t (a NUMBER);")
    done = sct("convert", "s.sql", "--from", "ORACLE", "--to", "pg:17", "--no-check", cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_explain_and_rules(tmp_path: Path) -> None:
    assert "NULL" in sct("explain", "or0205", cwd=tmp_path).stdout
    assert sct("explain", "XX9999", cwd=tmp_path).returncode == 2
    assert "OR0205" in sct("rules", cwd=tmp_path).stdout
