"""The bar of the validation: of 1,000 injected differences every one is found, and nothing else, on each target, both ways;
and all are repaired."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sct.move.runner import opened
from tests.move.conftest import Mover
from tests.move.mariadb_server import Maria
from tests.move.test_repair import repaired

Query = Callable[..., list[tuple[Any, ...]]]
ROWS, MISSING, EXTRA, CHANGED = 4200, 300, 300, 400
KEYS = {"whole": ("bigint PRIMARY KEY", ""), "text": ("varchar(12) PRIMARY KEY", "k"), "none": ("bigint", "")}
COLUMNS = "n, f, x, l, d, m, z, b, o"
# One column each, as small as its type allows; what any of the four engines reads.
CHANGES = (
    "n = '{g}.01'",
    "f = f + 0.0000001",
    "x = 'x{g} '",
    "x = 'X{g}'",
    "x = NULL",
    "l = replace(l, 'é', 'e')",
    "l = ''",
    "d = '2024-03-02'",
    "m = '2024-02-29 01:02:03.000001'",
    "z = '2024-02-29 01:02:03'",
    "b = NULL",
    "o = NOT o",
)


class Target:
    """A target's address, and its own client."""

    def __init__(self, url: str, run: Callable[[list[str]], object]) -> None:
        self.url, self.run = url, run


@pytest.fixture(params=["postgres", "mariadb", "sqlite", "duckdb"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Target:
    if request.param == "postgres":
        url = request.getfixturevalue("database")
        query = request.getfixturevalue("query")
        return Target(url, lambda statements: query(url, ";".join(statements)))
    if request.param == "mariadb":
        maria: Maria = request.getfixturevalue("maria")
        shop = request.getfixturevalue("shop")
        return Target(maria.url(shop), lambda statements: maria.run(shop, "START TRANSACTION", *statements, "COMMIT"))
    path = tmp_path / "target"
    if request.param == "sqlite":

        def of_sqlite(statements: list[str]) -> None:
            with closing(sqlite3.connect(path)) as db, db:
                db.executescript(f"BEGIN; {';'.join(statements)}; COMMIT")

        return Target(f"sqlite:///{path}", of_sqlite)
    duckdb = pytest.importorskip("duckdb")

    def of_duckdb(statements: list[str]) -> None:
        with closing(duckdb.connect(str(path))) as db:
            db.execute(f"BEGIN; {';'.join(statements)}; COMMIT")

    return Target(f"duckdb:///{path}", of_duckdb)


def statements(kind: str) -> tuple[list[str], set[tuple[str, str]], int]:
    """SQL that makes the differences, what they are by kind and key, and how many are to be told."""
    mark = KEYS[kind][1]

    def key(g: int) -> str:
        return f"'{mark}{g}'" if mark else str(g)

    step = ROWS // (MISSING + CHANGED)
    numbers = [1 + i * step for i in range(MISSING + CHANGED)]
    made, told = ["CREATE INDEX by_id ON t (id)"], set()
    for i, g in enumerate(numbers):
        if i % 7 < 3:
            made.append(f"DELETE FROM t WHERE id = {key(g)}")
            told.add(("missing", key(g)))
        else:
            change = CHANGES[i % len(CHANGES)].format(g=g)
            made.append(f"UPDATE t SET {change} WHERE id = {key(g)}")
            told.add(("changed", key(g)))
    for g in range(ROWS + 1, ROWS + EXTRA + 1):
        made.append(f"INSERT INTO t (id, {COLUMNS}) SELECT {key(g)}, {COLUMNS} FROM t WHERE id = {key(2)}")
        told.add(("extra", key(g)))
    changed = sum(kind == "changed" for kind, _ in told)
    assert len(made) - 1 == 1000 == len(told)
    return made, told, 1000 + (changed if kind == "none" else 0)


@pytest.mark.parametrize("kind", KEYS if os.environ.get("SCT_SLOW") else ["whole"])
@pytest.mark.parametrize("sums", [False, True], ids=["rows", "sums"])
def test_every_one_of_a_thousand_differences_is_found_and_no_other(
    mover: Mover, target: Target, other_database: str, query: Query, kind: str, sums: bool
) -> None:
    declared, mark = KEYS[kind]
    query(
        other_database,
        f"CREATE TABLE t (id {declared}, n numeric(12,2), f double precision, x varchar(20), l text, d date, m timestamp, "
        "z timestamptz, b bytea, o boolean);"
        f"INSERT INTO t SELECT {f'{chr(39)}{mark}{chr(39)} || g' if mark else 'g'}, g, g / 8.0, 'x' || g, 'é' || g, '2024-03-01', "
        "'2024-02-29 01:02:03', '2024-02-29 01:02:03.5+02', '\\x00ff', g % 2 = 0 "
        f"FROM generate_series(1, {ROWS}) g; ANALYZE t",
    )
    mover.plan(other_database, target.url, "chunk_rows: 1500")
    mover.run()
    assert [(p.source_rows, p.target_rows, p.differences) for p in mover.validate(sums)] == [(ROWS, ROWS, 0)]
    made, told, count = statements(kind)
    target.run(made)
    (proof,) = mover.validate(sums)
    assert (proof.source_rows, proof.target_rows) == (ROWS, ROWS - MISSING + EXTRA)
    assert proof.differences == count
    assert ("by sums" in proof.method and "not by sums" not in proof.method) == sums, proof.method
    if kind != "none":
        with opened(mover.folder) as (_, state):
            found = state.rows("SELECT kind, key FROM difference")
        assert len(found) == 1000
        assert {(k, _key(text)) for k, text in found} == told
    if not sums:
        return
    assert repaired(mover) == count
    assert [(p.source_rows, p.target_rows, p.differences) for p in mover.validate()] == [(ROWS, ROWS, 0)]
    assert repaired(mover) == 0


def _key(text: str) -> str:
    import json

    value = json.loads(text)["id"]
    return f"'{value}'" if isinstance(value, str) else str(value)
