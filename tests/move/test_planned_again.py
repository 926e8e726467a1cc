"""A second plan of the same tables is a move of its own: what the first one noted on the target is none of its progress."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.move.conftest import Mover

Query = Callable[..., list[tuple[Any, ...]]]


def test_the_second_plan_moves_all_rows_as_they_are_now(
    tmp_path: Path, database: str, other_database: str, query: Query
) -> None:
    query(other_database, "CREATE TABLE t (id serial PRIMARY KEY, w text)")
    query(other_database, "CREATE INDEX t_w ON t (w)")
    query(other_database, "INSERT INTO t (w) SELECT 'old' FROM generate_series(1, 100)")
    first = Mover(tmp_path / "first")
    one = first.plan(other_database, database)
    assert first.run().rows == 100, first.said
    query(other_database, "UPDATE t SET w = 'new' WHERE id > 50")
    query(other_database, "INSERT INTO t (w) VALUES ('more')")
    second = Mover(tmp_path / "second")
    other = second.plan(other_database, database, "target_rows: truncate")
    assert other.id != one.id
    assert second.run().rows == 101
    assert query(database, "SELECT w, COUNT(*) FROM t GROUP BY w ORDER BY w") == [("more", 1), ("new", 50), ("old", 50)]
    assert [p.differences for p in second.validate()] == [0]
