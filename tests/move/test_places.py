"""Tables that are read by pages: a run that goes on under another snapshot has every row once, or says why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sct.move.copier import ChunkResult, Copier
from sct.move.errors import MoveError
from sct.move.model import Chunk
from tests.move.conftest import Mover

Query = Callable[..., list[tuple[Any, ...]]]
RULES = "workers: 1\nchunk_rows: 100\n"
ROWS = "SELECT k, v, length(w) FROM t ORDER BY 1, 2"


def filled(database: str, query: Query, key: str = "") -> None:
    query(database, f"CREATE TABLE t (k text {key}, v integer, w text)")
    query(database, "INSERT INTO t SELECT 'k' || i, i, repeat('x', 500) FROM generate_series(1, 1000) i; ANALYZE t")


def ended_after(chunks: int, patch: pytest.MonkeyPatch, then: Callable[[], object] = lambda: None) -> None:
    """The next run copies so many chunks, does `then`, and goes on or ends with what that raises."""
    copy, left = Copier.copy, [chunks]

    def limited(self: Copier, chunk: Chunk) -> ChunkResult:
        if left[0] == 0:
            then()
        left[0] -= 1
        return copy(self, chunk)

    patch.setattr(Copier, "copy", limited)


def stop() -> None:
    raise MoveError("MV0012", "killed")


def killed(mover: Mover, patch: pytest.MonkeyPatch) -> None:
    with patch.context() as inner:
        ended_after(4, inner, stop)
        with pytest.raises(MoveError, match="killed"):
            mover.run()


CHANGES = {
    "updated": "UPDATE t SET v = -v WHERE v < 200",
    "from behind": "DELETE FROM t WHERE v BETWEEN 100 AND 110; VACUUM t; UPDATE t SET v = -v WHERE v > 990",
    "inserted": "INSERT INTO t VALUES ('new', 0, '')",
    "written anew": "DELETE FROM t WHERE v < 300; VACUUM FULL t",
}


@pytest.mark.parametrize("key", ["", "PRIMARY KEY"])
@pytest.mark.parametrize("change", CHANGES)
def test_a_table_whose_rows_moved_begins_anew(
    mover: Mover, database: str, other_database: str, query: Query, monkeypatch: pytest.MonkeyPatch, change: str, key: str
) -> None:  # fmt: skip
    filled(other_database, query, key)
    plan = mover.plan(other_database, database, RULES)
    assert len(plan.tables[0].chunks) == 9
    killed(mover, monkeypatch)
    assert query(database, "SELECT count(*) BETWEEN 300 AND 500 FROM t") == [(True,)]
    for statement in CHANGES[change].split("; "):
        query(other_database, statement)
    mover.run()
    assert query(database, ROWS) == query(other_database, ROWS)
    assert any("begins anew" in said for said in mover.said)


def test_a_table_that_stayed_goes_on(
    mover: Mover, database: str, other_database: str, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(other_database, query)
    mover.plan(other_database, database, RULES)
    killed(mover, monkeypatch)
    first = query(database, "SELECT chunk, at FROM sct_move.ledger ORDER BY 1")
    assert len(first) == 4
    # Other tables change, old versions are tidied away, rows are locked: nothing of that moves a row.
    query(other_database, "CREATE TABLE other AS SELECT 1 AS i")
    query(other_database, "SELECT count(*) FROM (SELECT 1 FROM t WHERE v < 50 FOR UPDATE) s")
    query(other_database, "VACUUM FREEZE t")
    mover.run()
    assert query(database, "SELECT chunk, at FROM sct_move.ledger ORDER BY 1")[:4] == first
    assert query(database, ROWS) == query(other_database, ROWS)
    assert mover.said == []


def test_rows_that_were_there_before_are_not_taken_out(
    mover: Mover, database: str, other_database: str, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(other_database, query)
    mover.plan(other_database, database, RULES + "target_rows: append\n")
    killed(mover, monkeypatch)
    query(other_database, CHANGES["updated"])
    before = query(database, ROWS)
    with pytest.raises(MoveError) as caught:
        mover.run()
    assert caught.value.code == "MV0049"
    assert query(database, ROWS) == before


def test_another_engine_is_refused_and_nothing_is_written(
    mover: Mover, tmp_path: Any, other_database: str, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(other_database, query)
    mover.plan(other_database, f"sqlite:///{tmp_path}/to.db", RULES)
    killed(mover, monkeypatch)
    query(other_database, CHANGES["updated"])
    with pytest.raises(MoveError) as caught:
        mover.run()
    assert caught.value.code == "MV0049"


@pytest.mark.parametrize("moved", [True, False])
def test_a_snapshot_that_is_lost_in_the_middle(
    mover: Mover, database: str, other_database: str, query: Query, monkeypatch: pytest.MonkeyPatch, moved: bool
) -> None:
    filled(other_database, query)
    mover.plan(other_database, database, RULES)

    def lose() -> None:
        holders = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() "
        assert query(other_database, holders + "AND state = 'idle in transaction'") == [(True,)]
        if moved:
            query(other_database, CHANGES["updated"])

    with monkeypatch.context() as inner:
        ended_after(4, inner, lose)
        if not moved:
            mover.run()
        else:
            with pytest.raises(MoveError) as caught:
                mover.run()
            assert caught.value.code == "MV0048"
            assert query(database, "SELECT count(*) FROM sct_move.ledger") == [(4,)]
    mover.run()
    assert query(database, ROWS) == query(other_database, ROWS)


def test_what_the_state_file_does_not_know_begins_anew(
    mover: Mover, database: str, other_database: str, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(other_database, query)
    mover.plan(other_database, database, RULES)
    killed(mover, monkeypatch)
    (mover.folder / "state.db").unlink()
    mover.run()
    assert query(database, ROWS) == query(other_database, ROWS)
    assert any("begins anew" in said for said in mover.said)
