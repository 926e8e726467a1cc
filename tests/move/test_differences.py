"""What a comparison finds is listed on the target, beside the ledger, and `sct move status` says where."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sct.move.page import page
from sct.move.proof import Wanted
from sct.move.status import status, words
from tests.move.conftest import Mover
from tests.move.mariadb_server import Maria
from tests.move.test_thousand import Target, target

__all__ = ["target"]
Query = Callable[..., list[tuple[Any, ...]]]


def listed(place: str, target: Target, request: pytest.FixtureRequest) -> list[tuple[Any, ...]]:
    """What the target's own client finds in the table."""
    if target.url.startswith("postgresql"):
        text = f"SELECT kind, key::text, source::text, target::text FROM {place} ORDER BY 1"
        return list(request.getfixturevalue("query")(target.url, text))
    if target.url.startswith("mariadb"):
        maria: Maria = request.getfixturevalue("maria")
        text = f"SELECT kind, key_values, source_row, target_row FROM {place} ORDER BY 1"
        return list(maria.run(request.getfixturevalue("shop"), text))
    path = target.url.partition(":///")[2]
    text = f"SELECT kind, key, source, target FROM {place} ORDER BY 1"
    if target.url.startswith("sqlite"):
        with closing(sqlite3.connect(path)) as db:
            return db.execute(text).fetchall()
    import duckdb

    with closing(duckdb.connect(path)) as db:
        return list(db.execute(text).fetchall())


def test_differences_are_listed_on_the_target_until_they_are_repaired(
    mover: Mover, target: Target, other_database: str, query: Query, request: pytest.FixtureRequest
) -> None:
    query(
        other_database,
        "CREATE TABLE t (id bigint PRIMARY KEY, x text); INSERT INTO t SELECT g, 'é' || g FROM generate_series(1, 50) g",
    )
    mover.plan(other_database, target.url)
    mover.run()
    assert [p.differences for p in mover.prove()] == [0]
    assert "differences_kept" not in status(mover.folder)  # nothing was written for nothing
    target.run(
        ["DELETE FROM t WHERE id = 7", "UPDATE t SET x = 'other' WHERE id = 9", "INSERT INTO t VALUES (99, NULL)"]
    )
    assert [p.differences for p in mover.prove()] == [3]
    found = status(mover.folder)
    place = found["differences_kept"]
    assert place.startswith("sct_move") and place in words(found) and place in page(found)
    told = [(kind, *(json.loads(text) for text in rest)) for kind, *rest in listed(place, target, request)]
    assert told == [
        ("changed", {"id": 9}, {"x": "é9"}, {"x": "other"}),
        ("extra", {"id": 99}, {}, {"id": 99, "x": None}),
        ("missing", {"id": 7}, {"id": 7, "x": "é7"}, {}),
    ]
    assert [p.differences for p in mover.prove(Wanted(repair=True))] == [0]
    assert listed(place, target, request) == []


def test_the_list_can_be_left_out_and_a_target_that_takes_none_is_said(
    mover: Mover, tmp_path: Path, other_database: str, database: str, query: Query
) -> None:
    query(
        other_database,
        "CREATE TABLE t (id bigint PRIMARY KEY, x text); INSERT INTO t VALUES (1, 'x'), (2, E'a\\\\u0000')",
    )
    mover.plan(other_database, database, "keep_differences: false")
    mover.run()
    query(database, "TRUNCATE t")
    assert [p.differences for p in mover.prove()] == [2]
    assert query(database, "SELECT to_regclass('sct_move.differences')::text") == [(None,)]
    other = Mover(tmp_path / "other")
    other.plan(other_database, database)
    query(database, "CREATE VIEW sct_move.differences AS SELECT 1 AS one")
    assert [p.differences for p in other.prove()] == [2]
    assert "the target did not take it: MV0012" in other.said[-1]
    query(database, "DROP VIEW sct_move.differences")
    assert [p.differences for p in other.prove()] == [2]
    assert query(database, "SELECT count(*) FROM sct_move.differences") == [(2,)]
