"""Columns that followed tables get: added on the target by option, with what the rows that were there got; else a stop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest

from sct.move.capture import Follower
from sct.move.errors import MoveError
from sct.move.model import load
from sct.move.runner import Runner, ends, opened
from tests.move.conftest import Mover
from tests.move.mariadb_server import Maria
from tests.move.test_capture import Logical, logical

__all__ = ["logical"]
Query = Callable[..., list[tuple[Any, ...]]]
ADDS = "ddl: add_columns"


@contextmanager
def following(mover: Mover) -> Iterator[Callable[[], int]]:
    """The load is done when this begins; each call applies what the log has."""
    with opened(mover.folder) as (plan, state):
        left, right = ends(plan)
        try:
            Runner(plan, state, left, right, mover.said.append).run(follow=True)
            yield lambda: Follower(plan, state, left, right, mover.said.append).run(drain=True)  # type: ignore[arg-type]
        finally:
            left.capture_end(plan)  # type: ignore[attr-defined]
            left.close()
            right.close()


def differences(mover: Mover) -> int:
    return sum(p.differences for p in mover.validate())


def test_columns_come_with_what_old_rows_got(mover: Mover, logical: Logical, query: Query) -> None:
    source, target = logical.databases()
    query(
        source,
        "CREATE TABLE t (id integer PRIMARY KEY, a text); INSERT INTO t SELECT g, 'a' FROM generate_series(1, 50) g",
    )
    mover.plan(source, target, ADDS)
    with following(mover) as go_on:
        query(source, "INSERT INTO t VALUES (60, 'before')")
        query(source, "ALTER TABLE t ADD n varchar(20), ADD d timestamptz NOT NULL DEFAULT now()")
        # One transaction with rows before and after its own ALTER.
        query(
            source,
            "BEGIN; INSERT INTO t VALUES (61, 'mixed'); UPDATE t SET a = 'b' WHERE id = 3;"
            "ALTER TABLE t ADD k numeric(6,2) NOT NULL DEFAULT 1.5; UPDATE t SET k = 2 WHERE id < 5; COMMIT",
        )
        query(source, "ALTER TABLE t ALTER k SET DEFAULT 9; INSERT INTO t (id, a, n) VALUES (62, 'c', 'it''s %s {}')")
        go_on()
        query(source, "UPDATE t SET n = 'later' WHERE id = 10")
        go_on()
    rows = "SELECT t::text FROM t ORDER BY id"
    assert query(target, rows) == query(source, rows)
    assert differences(mover) == 0
    shape = (
        "SELECT column_name, data_type, is_nullable, numeric_scale FROM information_schema.columns "
        "WHERE table_name = 't' ORDER BY 1"
    )
    assert query(target, shape) == query(source, shape)
    assert {c.source for c in load(mover.folder).tables[0].columns} == {"id", "a", "n", "d", "k"}
    assert any("t got a column k numeric(6,2)" in line for line in mover.said)


def test_a_plan_that_missed_its_new_column_gets_it_from_the_target(
    mover: Mover, logical: Logical, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the target's commit and the plan's file."""
    from sct.move import capture

    source, target = logical.databases()
    query(source, "CREATE TABLE t (id integer PRIMARY KEY); INSERT INTO t VALUES (1)")
    mover.plan(source, target, ADDS)
    with following(mover) as go_on:
        query(source, "ALTER TABLE t ADD n integer DEFAULT 4; INSERT INTO t VALUES (2, 5)")

        def killed(*_: Any) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(capture, "save", killed)
            with pytest.raises(KeyboardInterrupt):
                go_on()
    assert len(load(mover.folder).tables[0].columns) == 1
    with opened(mover.folder) as (plan, state):
        left, right = ends(plan)
        left.capture_begin(plan)  # type: ignore[attr-defined]
        Follower(plan, state, left, right, mover.said.append).run(drain=True)  # type: ignore[arg-type]
        left.capture_end(plan)  # type: ignore[attr-defined]
        left.close()
        right.close()
    assert len(load(mover.folder).tables[0].columns) == 2
    assert query(target, "SELECT id, n FROM t ORDER BY id") == [(1, 4), (2, 5)]
    assert differences(mover) == 0


def test_a_batch_that_failed_leaves_no_column_behind(
    mover: Mover, logical: Logical, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sct.move.endpoints.postgres import apply
    from sct.move.errors import Transient

    source, target = logical.databases()
    query(source, "CREATE TABLE t (id integer PRIMARY KEY); INSERT INTO t VALUES (1)")
    mover.plan(source, target, ADDS)
    with opened(mover.folder) as (plan, state):
        left, right = ends(plan)
        Runner(plan, state, left, right, mover.said.append).run(follow=True)
        follower = Follower(plan, state, left, right, mover.said.append)  # type: ignore[arg-type]
        query(source, "ALTER TABLE t ADD n integer DEFAULT 4; INSERT INTO t VALUES (2, 5)")

        def lost(*_: Any) -> None:
            raise Transient("MV0011", "gone")

        with monkeypatch.context() as patch:
            patch.setattr(apply.PostgresApply, "_table", lost)
            with pytest.raises(Transient):
                follower.run(drain=True)
        assert follower.run(drain=True) == 1
        left.capture_end(plan)  # type: ignore[attr-defined]
        left.close()
        right.close()
    assert query(target, "SELECT id, n FROM t ORDER BY id") == [(1, 4), (2, 5)]


@pytest.mark.parametrize(
    ("rules", "alter", "said"),
    [
        ("", "ADD n integer", "`ddl: add_columns` adds them"),
        (ADDS, "ADD n integer GENERATED ALWAYS AS IDENTITY", "identity or generated"),
        (ADDS, "ADD n integer UNIQUE", "constraint t_n_key"),
        (ADDS, "ADD n float DEFAULT random()", "not one value for all rows"),
        (ADDS, "ADD n integer, ALTER n SET DEFAULT 4", "not one value for all rows"),
        (ADDS, "ALTER a TYPE varchar(10)", "another type of a"),
        (ADDS, "DROP left_out, ADD n integer", "lost or got"),
        (ADDS, "ADD taken integer", "which the target refuses"),
    ],
)
def test_other_ddl_stops(mover: Mover, logical: Logical, query: Query, rules: str, alter: str, said: str) -> None:
    source, target = logical.databases()
    query(source, "CREATE TABLE t (id integer PRIMARY KEY, a text, left_out integer)")
    mover.plan(source, target, rules + "\ntables: [{match: t, columns: {left_out: false}}]")
    with following(mover) as go_on:
        query(target, "ALTER TABLE t ADD taken integer")
        query(source, "INSERT INTO t VALUES (1, 'a')")
        go_on()
        query(source, "INSERT INTO t VALUES (2, 'b')")
        query(source, f"ALTER TABLE t {alter}")
        query(source, "INSERT INTO t (id) VALUES (3)")
        with pytest.raises(MoveError, match="MV0051") as stopped:
            go_on()
    assert said in str(stopped.value)


def test_a_column_the_plan_missed_before_the_log_was_kept(mover: Mover, logical: Logical, query: Query) -> None:
    source, target = logical.databases()
    query(source, "CREATE TABLE t (id integer PRIMARY KEY)")
    mover.plan(source, target, ADDS)
    query(source, "ALTER TABLE t ADD n integer")
    with pytest.raises(MoveError, match=r"MV0056.*public\.t\.n"), following(mover):
        pass
    assert query(source, "SELECT count(*) FROM pg_replication_slots WHERE database = current_database()") == [(0,)]


def test_mariadb_columns_come_with_what_old_rows_got(
    mover: Mover, maria: Maria, shop: str, database: str, query: Query
) -> None:
    pytest.importorskip("pymysqlreplication")
    maria.run(shop, "CREATE TABLE t (id int PRIMARY KEY, a int)", "INSERT INTO t VALUES (1, 1), (2, 2)")
    mover.plan(maria.url(shop), database, ADDS)
    with following(mover) as go_on:
        maria.run(
            shop,
            "INSERT INTO t VALUES (3, 3)",
            "ALTER TABLE t ADD b varchar(20) DEFAULT 'it''s' AFTER id, ADD COLUMN (c decimal(6,2) NOT NULL DEFAULT 1.5, "
            "d timestamp NULL, e datetime(3) DEFAULT '2024-02-29 12:00:00.125')",
            "INSERT INTO t (id, a) VALUES (4, 4)",
            "UPDATE t SET b = NULL, d = '2024-01-01 10:00:00' WHERE id = 1",
            "ALTER TABLE t ADD `odd ``name` text",
            "UPDATE t SET `odd ``name` = 'x' WHERE id = 2",
        )
        go_on()
    assert differences(mover) == 0
    assert query(database, "SELECT b, c FROM t ORDER BY id") == [
        (None, Decimal("1.50")),
        ("it's", Decimal("1.50")),
        ("it's", Decimal("1.50")),
        ("it's", Decimal("1.50")),
    ]
    assert query(database, "SELECT id FROM t WHERE \"odd `name\" = 'x'") == [(2,)]


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE t ADD b int NOT NULL",
        "ALTER TABLE t ADD b timestamp",
        "ALTER TABLE t ADD b datetime DEFAULT CURRENT_TIMESTAMP",
        "ALTER TABLE t ADD b datetime DEFAULT NOW()",
        "ALTER TABLE t ADD b int, DROP a",
        "ALTER TABLE t ADD INDEX (a)",
        "ALTER TABLE t ADD b int UNIQUE",
        "ALTER TABLE t ADD b int AS (a + 1)",
        "ALTER TABLE t ADD b binary(4) DEFAULT 'ab'",
        "ALTER TABLE t ADD b text DEFAULT 'a\\nb'",
        "ALTER TABLE t ADD b int DEFAULT (1)",
        "ALTER TABLE t /* c */ ADD b int",
        "ALTER TABLE t MODIFY a int",
        "ALTER TABLE other.t ADD b int",
    ],
)
def test_statements_that_are_not_only_plain_new_columns(statement: str) -> None:
    from sct.move.endpoints.mariadb.added import new_columns

    assert new_columns(statement, ("shop", "t")) is None
    assert new_columns("ALTER TABLE shop.t ADD b int", ("shop", "t")) == {"b": None}
