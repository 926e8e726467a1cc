"""Every type at its extremes, from every engine into every other: what arrives, arrives as it was, or is reported.

A few pairs run always, all of them with SCT_SLOW=1. What becomes of each type is compared with `outcomes/`, which
--snapshot-update writes, and docs/move-types.md is made of.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.move.extremes import document
from tests.move.extremes.clients import Client
from tests.move.extremes.duckdb import DUCKDB
from tests.move.extremes.files import CSV, PARQUET
from tests.move.extremes.mariadb import MARIADB
from tests.move.extremes.model import Cell, Extreme, named
from tests.move.extremes.pairs import moved
from tests.move.extremes.postgres import POSTGRES
from tests.move.extremes.sqlite import SQLITE

DECLARED = {
    "PostgreSQL": POSTGRES,
    "MariaDB": MARIADB,
    "SQLite": SQLITE,
    "DuckDB": DUCKDB,
    "Parquet": PARQUET,
    "CSV": CSV,
}
ALWAYS = [
    ("PostgreSQL", "Parquet"),
    ("MariaDB", "SQLite"),
    ("SQLite", "PostgreSQL"),
    ("DuckDB", "SQLite"),
    ("Parquet", "MariaDB"),
]
ALL = [(s, t) for s in document.SOURCES for t in document.TARGETS]
PAIRS = ALL if os.environ.get("SCT_SLOW") else ALWAYS


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_every_extreme_arrives_or_is_reported(
    source: str, target: str, ends: dict[str, Client], places: dict[Any, str], tmp_path: Path, pytestconfig: Any
) -> None:
    tables = named(DECLARED[source])
    if source not in places:
        places[source] = ends[source].empty()
        ends[source].make(places[source], tables)
    cells = moved(ends[source], ends[target], places[source], tables, tmp_path)
    changed = [
        f"{t.extreme.type} -> {cells[t.table].becomes}: {_shown(t.extreme, i)} is {str(a)[:60]!r}, there {str(b)[:60]!r}"
        for t in tables
        for i, a, b in cells[t.table].silent
    ]
    assert changed == []
    found = {t.extreme.type: _told(t.extreme, cells[t.table]) for t in tables}
    path = document.outcome(source, target)
    if pytestconfig.getoption("update_snapshots"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
    assert found == json.loads(path.read_text("utf-8"))


def _told(extreme: Extreme, cell: Cell) -> dict[str, Any]:
    return {
        "becomes": cell.becomes,
        "refused": cell.refused,
        "codes": sorted(cell.codes),
        "exact": cell.exact,
        "bent": [_shown(extreme, i) for i in cell.bent],
        "bad": [_shown(extreme, i) for i in sorted(cell.bad)],
    }


def _shown(extreme: Extreme, number: int) -> str:
    text = str(extreme.values[number]) if number < len(extreme.values) else "NULL"
    plain = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)
    return plain if len(plain) <= 40 else f"{plain[:30]}… ({len(plain)} characters)"


def test_the_page_is_made_of_the_outcomes(pytestconfig: Any) -> None:
    if pytestconfig.getoption("update_snapshots"):
        document.DOCUMENT.write_text(document.document(), "utf-8")
    assert document.DOCUMENT.read_text("utf-8") == document.document()
