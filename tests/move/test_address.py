"""Addresses of database files: relative and absolute ones, and what is said when there is no such file."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from sct.move import endpoints
from sct.move.address import parse
from sct.move.errors import UsageError
from tests.move.conftest import Mover


@pytest.mark.parametrize("scheme", ["sqlite", "duckdb"])
def test_three_slashes_are_relative_and_four_absolute(
    scheme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert parse(f"{scheme}:///data/a%20b.db").path == "data/a b.db"
    assert parse(f"{scheme}:////data/a%20b.db").path == "/data/a b.db"
    # A plan is run from anywhere: it keeps the file that was meant when it was made.
    stored = parse(f"{scheme}:///data/a%20b.db").stored
    assert parse(stored).path == str(tmp_path / "data/a b.db")
    assert parse(stored).stored == stored
    assert parse(f"{scheme}:///${{SOMEWHERE}}", environ={"SOMEWHERE": "/x.db"}).path == "/x.db"


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///", "sqlite://x.db", "duckdb://data/x.duckdb"])
def test_no_file_is_said(url: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse(url)
    assert raised.value.code == "MV0001"


@pytest.mark.parametrize("scheme", ["sqlite", "duckdb"])
def test_a_source_that_is_not_there_is_said(scheme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError) as raised:
        endpoints.source(parse(f"{scheme}:///not-there.db"))
    assert raised.value.code == "MV0007"
    assert str(tmp_path / "not-there.db") in str(raised.value)
    # Three slashes before an absolute path are the usual mistake.
    there = tmp_path / "there.db"
    there.write_bytes(b"")
    with pytest.raises(UsageError, match=f"{scheme}:///{there}"):
        endpoints.source(parse(f"{scheme}://{there}"))
    assert list(tmp_path.iterdir()) == [there]  # nothing was made by looking


def test_a_plan_of_a_relative_file_runs_from_elsewhere(
    mover: Mover, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, elsewhere = tmp_path / "here?", tmp_path / "elsewhere"
    here.mkdir()
    elsewhere.mkdir()
    with sqlite3.connect(here / "a#1.db") as db:
        db.execute("CREATE TABLE t (a INTEGER PRIMARY KEY)")
        db.execute("INSERT INTO t VALUES (1)")
    monkeypatch.chdir(here)
    mover.plan("sqlite:///a%231.db", "sqlite:///b.db")
    monkeypatch.chdir(elsewhere)
    assert mover.run().rows == 1
    assert sorted(p.name for p in here.iterdir() if "-" not in p.name) == ["a#1.db", "b.db"]
    assert list(elsewhere.iterdir()) == []
