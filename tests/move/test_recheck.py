"""Comparing while changes are under way: only differences that last are told, and rows that never rest are said as such."""

from __future__ import annotations

import json
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from sct.move import endpoints
from sct.move.address import parse
from sct.move.proof import Wanted, prove
from sct.move.recheck import LOOKS, MOST, Beside
from sct.move.runner import opened
from sct.move.state import State
from tests.move.conftest import Mover
from tests.move.mariadb_server import Maria
from tests.move.test_capture import ROOT, SCT, Logical, cutover, follow, logical, mover_state

__all__ = ["logical"]
Query = Callable[..., list[tuple[Any, ...]]]


def validated(folder: Path, *more: str) -> tuple[int, str, dict[str, Any]]:
    done = subprocess.run(
        [*SCT, "validate", str(folder), "--json", *more], cwd=ROOT, capture_output=True, text=True, timeout=240
    )
    return done.returncode, done.stderr, json.loads(done.stdout) if done.stdout else {}


@contextmanager
def followed(mover: Mover) -> Iterator[None]:
    process = follow(mover.folder)
    try:
        deadline = time.monotonic() + 120
        while "loaded" not in mover_state(mover) and time.monotonic() < deadline:
            time.sleep(0.1)
        with closing(State(mover.folder)) as state:
            while (state.get("phase") or {}).get("name") != "following" and time.monotonic() < deadline:
                time.sleep(0.1)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=120)
    assert process.returncode == 0, said


@contextmanager
def busy(work: Callable[[int], object]) -> Iterator[None]:
    """`work` again and again, in a thread of its own."""
    end = threading.Event()
    troubles: list[BaseException] = []

    def loop() -> None:
        n = 0
        try:
            while not end.is_set():
                work(n)
                n += 1
                end.wait(0.01)  # a follower that falls behind for ever would be another test
        except BaseException as error:
            troubles.append(error)

    thread = threading.Thread(target=loop)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()
    assert troubles == []


@pytest.mark.parametrize(("key", "by"), [("integer", "rows"), ("text", "sums"), ("timestamp", "rows")])
def test_only_what_lasts_is_told_beside_a_run_that_follows(
    mover: Mover, logical: Logical, query: Query, key: str, by: str
) -> None:
    import psycopg

    source, target = logical.databases()
    value = {"integer": "g", "text": "'k''é' || g", "timestamp": "timestamp '2024-01-01' + g * interval '1 s'"}[key]
    query(
        source,
        f"CREATE TABLE t (id {key} PRIMARY KEY, n integer UNIQUE, v integer, x text);"
        f"INSERT INTO t SELECT {value}, g, 0, repeat('x', 200) FROM generate_series(1, 3000) g;"
        "CREATE TABLE quiet (id integer PRIMARY KEY)",
    )
    mover.plan(source, target)
    with followed(mover), psycopg.connect(source, autocommit=True) as connection:
        connection.execute("SET synchronous_commit = off")
        # Made on the target, behind the follower's back: these last.
        query(target, "UPDATE t SET x = 'wrong' WHERE n = 1500; DELETE FROM t WHERE n = 1501")

        def change(n: int) -> None:
            at = 1 + n * 37 % 1400
            connection.execute("UPDATE t SET v = v + 1 WHERE n BETWEEN %s AND %s", [at, at + 20])

        with busy(change):
            status, said, found = validated(mover.folder, "--validate", by)
        (proof,) = [t for t in found["tables"] if t["table"] == "public.t"]
        assert (status, proof["differences"]) == (1, 2), said
        # Moments of two PostgreSQL servers are no keys to ask by: whole comparisons may leave something open.
        assert key == "timestamp" or proof["unsettled"] == 0, said
        lasting = [(d[1], d[3]) for d in mover_differences(mover) if d[1] != "in flight"]
        assert lasting == [("changed", "x"), ("missing", "")]
        assert key == "timestamp" or query(target, "SELECT count(*) FROM sct_move.differences") == [(2,)]
        status, said, _ = validated(mover.folder, "--repair")
        assert status == 2 and "MV0095" in said
    query(target, "UPDATE t SET x = repeat('x', 200) WHERE n = 1500")
    code, said = cutover(mover.folder)
    assert code == 1 and "1 rows differ" in said  # the row that is not there


def mover_differences(mover: Mover) -> list[tuple[Any, ...]]:
    with closing(State(mover.folder)) as state:
        return state.rows("SELECT tab, kind, key, columns FROM difference ORDER BY kind")


def test_a_mariadb_source_is_looked_at_again(
    mover: Mover, maria: Maria, shop: str, database: str, query: Query
) -> None:
    maria.run(
        shop,
        "CREATE TABLE t (a int, b varchar(20) COLLATE utf8mb4_general_ci, v int, PRIMARY KEY (a, b))",
        "INSERT INTO t SELECT seq, 'é''', 0 FROM seq_1_to_2000",
    )
    mover.plan(maria.url(shop), database)
    with followed(mover), maria.connect(shop) as connection, connection.cursor() as cursor:
        query(database, "UPDATE t SET v = -1 WHERE a = 1900; INSERT INTO t VALUES (5000, 'é''', 1)")
        with busy(
            lambda n: cursor.execute(
                "UPDATE t SET v = v + 1 WHERE a BETWEEN %s AND %s", (n * 7 % 1500, n * 7 % 1500 + 9)
            )
        ):
            status, said, found = validated(mover.folder)
        assert (status, found["differences"], found["unsettled"]) == (1, 2, 0), said


class Scripted:
    """A follower of the test's own: what it has applied is what the script does at each wait."""

    def __init__(self, work: Callable[[int], bool]) -> None:
        self.work, self.waits = work, 0

    def mark(self) -> None:
        return None

    def wait(self, mark: None) -> bool:
        self.waits += 1
        return self.work(self.waits)


@pytest.fixture
def pair(mover: Mover, other_database: str, database: str, query: Query) -> tuple[str, str]:
    query(
        other_database,
        "CREATE TABLE t (id integer PRIMARY KEY, v integer); INSERT INTO t SELECT g, 0 FROM generate_series(1, 100) g",
    )
    mover.plan(other_database, database)
    mover.run()
    return other_database, database


def proved(mover: Mover, settling: Any) -> tuple[int, int]:
    with opened(mover.folder) as (plan, state):
        (proof,) = prove(plan, state, Wanted(), mover.said.append, lambda _: settling)
        return proof.differences, proof.unsettled


def test_a_row_that_arrives_late_is_no_difference(mover: Mover, pair: tuple[str, str], query: Query) -> None:
    source, target = pair
    query(source, "UPDATE t SET v = 1 WHERE id <= 10; DELETE FROM t WHERE id = 50; INSERT INTO t VALUES (200, 2)")

    def arrive(n: int) -> bool:
        query(
            target,
            "UPDATE t SET v = 1 WHERE id <= 10; DELETE FROM t WHERE id = 50; INSERT INTO t VALUES (200, 2) ON CONFLICT DO NOTHING",
        )
        return True

    settling = Scripted(arrive)
    assert proved(mover, settling) == (0, 0) and settling.waits == 1
    assert mover_differences(mover) == []


def test_a_difference_lasts_only_after_several_looks(mover: Mover, pair: tuple[str, str], query: Query) -> None:
    source, target = pair
    query(target, "UPDATE t SET v = 5 WHERE id = 7")
    settling = Scripted(lambda n: True)
    assert proved(mover, settling) == (1, 0) and settling.waits == LOOKS
    query(target, "UPDATE t SET v = 0 WHERE id = 7")
    # The source changes and changes back: the target is right each time it is late.
    query(source, "UPDATE t SET v = 1 WHERE id = 7")

    def late(n: int) -> bool:
        if n == LOOKS:
            query(target, "UPDATE t SET v = 1 WHERE id = 7")
        return True

    assert proved(mover, Scripted(late)) == (0, 0)


def test_a_row_that_never_rests_is_neither_equal_nor_different(
    mover: Mover, pair: tuple[str, str], query: Query
) -> None:
    source, target = pair
    query(source, "UPDATE t SET v = 1 WHERE id = 7")

    def race(n: int) -> bool:
        query(source, "UPDATE t SET v = v + 10 WHERE id = 7")
        query(target, "UPDATE t SET v = v - 1 WHERE id = 7")
        return True

    settling = Scripted(race)
    found = proved(mover, settling)
    assert found == (0, 1) and settling.waits == MOST
    assert [d[1] for d in mover_differences(mover)] == ["in flight"]
    assert "1 changed at every look" in mover.said[-1]


def test_when_nobody_follows_any_more_nothing_is_proved(mover: Mover, pair: tuple[str, str], query: Query) -> None:
    query(pair[1], "UPDATE t SET v = 5 WHERE id = 7")
    assert proved(mover, Scripted(lambda n: False)) == (0, 1)


def test_more_rows_than_are_known_by_name(
    mover: Mover, pair: tuple[str, str], query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sct.move.proof.IN_PASSING", 20)
    source, target = pair
    query(source, "UPDATE t SET v = 1")
    query(target, "UPDATE t SET v = 9 WHERE id = 3")

    def arrive(n: int) -> bool:
        query(target, "UPDATE t SET v = 1 WHERE id <> 3")
        return True

    assert proved(mover, Scripted(arrive)) == (1, 0)
    assert [json.loads(d[2]) for d in mover_differences(mover)] == [{"id": 3}]


def test_the_follower_has_passed_only_what_it_says(mover: Mover, logical: Logical, query: Query) -> None:
    source, _ = logical.databases()
    query(source, "CREATE TABLE t (id integer PRIMARY KEY)")
    mover.folder.mkdir(parents=True)
    reader = endpoints.source(parse(source, "source"))
    try:
        with closing(State(mover.folder)) as state:
            beside = Beside(state, reader, lambda: True, patience=0.3)
            mark = beside.mark()
            assert not beside.wait(mark)  # no word of it at all
            state.set("passed", {"asked": time.time() + 9, "position": {"lsn": "0/1"}})
            assert not beside.wait(mark)  # its clock is nothing where the log has places
            state.set("follow", {"position": mark[1]})
            assert beside.wait(mark)
            later = beside.mark()
            assert not beside.wait(later)
            state.set("passed", {"asked": 0, "position": later[1]})
            assert beside.wait(later)
            assert not Beside(state, reader, lambda: False).wait(beside.mark())
    finally:
        reader.close()
