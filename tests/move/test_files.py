"""Files to PostgreSQL: the bookshop as an Oracle shop exports it, and CSV at its edges."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sct.move.errors import MoveError, UsageError
from tests.move.conftest import Mover

ROOT = Path(__file__).parents[2]
Query = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("converted")
    command = [sys.executable, "-c", "from sct.cli import main; main()", "convert", "fixtures/schemas/bookshop"]
    subprocess.run(
        [*command, "--from", "oracle", "--to", "postgres", "--no-check", "--fail-on", "none", "-o", str(out)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return out / "manifest.json"


def test_the_bookshop_arrives(mover: Mover, database: str, manifest: Path, query: Query) -> None:
    mover.plan(f"file://{ROOT}/fixtures/rows/bookshop", database, manifest=manifest)
    result = mover.run()
    assert (result.rows, result.rejected) == (25, 0)
    assert [p.differences for p in mover.validate()] == [0] * 9
    # What Oracle calls '' is NULL; numbers without a leading zero are numbers; line ends in quotes are text.
    assert query(database, "SELECT language, weight FROM books ORDER BY isbn") == [
        ("eng", Decimal("0.450")),
        (None, None),
        ("jpn", Decimal("1.205")),
    ]
    assert query(database, "SELECT biography FROM authors WHERE author_id = 1000") == [
        ('Born by the lake.\nWrote "The Long Lake".',)
    ]
    # DDL after the rows: foreign keys, indexes; the identity goes on after the rows; the view has what was loaded.
    assert query(database, "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND convalidated") == [(9,)]
    query(database, "INSERT INTO authors (full_name) VALUES ('New')")
    assert query(database, "SELECT max(author_id) FROM authors") == [(1003,)]
    assert query(database, "SELECT warehouse, value FROM stock_value ORDER BY 1") == [
        ("BERN", Decimal("980.00")),
        ("CORK", Decimal("0.00")),
    ]


def test_a_second_run_changes_nothing(mover: Mover, database: str, manifest: Path) -> None:
    mover.plan(f"file://{ROOT}/fixtures/rows/bookshop", database, manifest=manifest)
    assert mover.run().rows == 25
    assert mover.run().rows == 25
    assert sum(p.target_rows for p in mover.validate()) == 25


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "rows"
    made.mkdir()
    return made


def test_null_and_empty_text_stay_apart(mover: Mover, database: str, folder: Path, query: Query) -> None:
    (folder / "t.csv").write_bytes(b'id,a\n1,""\n2,\n3," "\n4,"a ""quoted"", line\r\nend"\n')
    query(database, "CREATE TABLE t (id integer PRIMARY KEY, a text)")
    mover.plan(f"file://{folder}", database)
    mover.run()
    assert query(database, "SELECT a FROM t ORDER BY id") == [("",), (None,), (" ",), ('a "quoted", line\r\nend',)]
    assert [p.differences for p in mover.validate()] == [0]


BAD = b"id,n,d\n1,1.25,2024-02-29\n2,1.255,2024-02-29\n3,abc,2024-02-29\n4,2,2024-02-30\n5,99999,2024-01-01\n6,3,\n"


def test_values_that_do_not_fit_are_rejected_by_name(mover: Mover, database: str, folder: Path, query: Query) -> None:
    (folder / "t.csv").write_bytes(BAD)
    query(database, "CREATE TABLE t (id integer PRIMARY KEY, n numeric(6,2), d date NOT NULL)")
    mover.plan(f"file://{folder}", database, "on_bad_row: exceptions")
    result = mover.run()
    assert (result.rows, result.rejected) == (1, 5)
    reasons = dict(query(database, "SELECT row_data->>'id', reason FROM sct_move.exceptions"))
    assert "more digits than numeric(6,2) keeps" in reasons["2"]
    assert "is no number" in reasons["3"]
    assert "is no date" in reasons["4"]
    assert "numeric(6,2)" in reasons["5"]
    assert "null value in column" in reasons["6"]
    # The five rows are in the source and not in the target: the proof says so.
    (proof,) = mover.validate()
    assert proof.differences == 5
    assert proof.rejected == 5


def test_a_bad_row_stops_by_default(mover: Mover, database: str, folder: Path, query: Query) -> None:
    (folder / "t.csv").write_bytes(BAD)
    query(database, "CREATE TABLE t (id integer PRIMARY KEY, n numeric(6,2), d date NOT NULL)")
    mover.plan(f"file://{folder}", database)
    with pytest.raises(MoveError, match=r"MV0040 t, chunk 0: n: '1.255'"):
        mover.run()
    assert query(database, "SELECT count(*) FROM t") == [(0,)]


def test_dates_of_another_form(mover: Mover, database: str, folder: Path, query: Query) -> None:
    (folder / "t.csv").write_bytes(b"id;d\n1;29-FEB-24\n2;\n")
    query(database, "CREATE TABLE t (id integer PRIMARY KEY, d timestamp(0))")
    mover.plan(f"file://{folder}", database, 'csv: {delimiter: ";", date_format: "%d-%b-%y"}')
    mover.run()
    assert query(database, "SELECT d::text FROM t ORDER BY id") == [("2024-02-29 00:00:00",), (None,)]


def test_a_big_file_is_cut_at_record_ends(
    mover: Mover, database: str, folder: Path, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sct.move.endpoints.files import reader

    monkeypatch.setattr(reader, "PIECE_BYTES", 3000)
    monkeypatch.setattr(reader, "SCAN_BYTES", 700)
    text = "".join(f'{i},"line {i}\n with ""quotes"" and, commas\n"\n' for i in range(1, 1001))
    (folder / "t.csv").write_text("id,a\n" + text)
    query(database, "CREATE TABLE t (id integer PRIMARY KEY, a text)")
    plan = mover.plan(f"file://{folder}", database)
    assert len(plan.tables[0].chunks) > 10
    assert mover.run().rows == 1000
    found = query(database, "SELECT count(*), count(DISTINCT id), sum(length(a)) FROM t")
    assert found == [(1000, 1000, sum(len(f'line {i}\n with "quotes" and, commas\n') for i in range(1, 1001)))]
    assert [p.differences for p in mover.validate()] == [0]


def test_a_missing_column_and_a_stray_file_are_said(mover: Mover, database: str, folder: Path, manifest: Path) -> None:
    (folder / "COUNTRIES.csv").write_text("COUNTRY_CODE,CONTINENT\nCH,EU\n")
    (folder / "stranger.csv").write_text("a\n1\n")
    plan = mover.plan(f"file://{folder}", database, manifest=manifest)
    said = {(f.code, f.table) for f in plan.findings}
    assert ("MV0024", "countries") in said
    assert ("MV0061", "countries") in said, "what the manifest does not know is left behind, and not silently"
    assert ("MV0035", "") in said
    assert ("MV0022", "books") in said


def test_rows_that_are_there_are_not_mixed(mover: Mover, database: str, folder: Path, query: Query) -> None:
    (folder / "t.csv").write_text("id\n1\n")
    query(database, "CREATE TABLE t (id integer)")
    query(database, "INSERT INTO t VALUES (7)")
    mover.plan(f"file://{folder}", database)
    with pytest.raises(MoveError, match="MV0043"):
        mover.run()


def test_a_plan_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="MV0003"):
        Mover(tmp_path / "none").run()
