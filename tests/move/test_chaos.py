"""Chaos, bounded: the process, its connections and the target server are killed at random while rows are loaded and changed.

Slow, so it runs only when asked for: `make test-move-slow`, or SCT_CHAOS=<number of kills>.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.move.conftest import Mover
from tests.move.test_capture import Logical, cutover, follow, logical

__all__ = ["logical"]
KILLS = int(os.environ.get("SCT_CHAOS", "0"))
Query = Callable[..., list[tuple[Any, ...]]]


@pytest.mark.skipif(not KILLS, reason="SKIPPED: slow; SCT_CHAOS=100 runs it")
def test_nothing_is_lost_or_doubled(mover: Mover, logical: Logical, query: Query) -> None:
    import psycopg

    source, target = logical.databases()
    query(source, "CREATE TABLE t (id bigint PRIMARY KEY, v integer, w text)")
    query(source, "INSERT INTO t SELECT i, 0, repeat('w', 40) FROM generate_series(1, 200000) i")
    mover.plan(source, target, "chunk_rows: 1000\nrows_per_second: 15000")
    chance = random.Random(int(os.environ.get("SCT_CHAOS_SEED", "1")))
    end = threading.Event()

    def load() -> None:
        mine = random.Random(2)
        with psycopg.connect(source) as connection:
            while not end.is_set():
                for _ in range(20):
                    number = mine.randrange(1, 250_000)
                    connection.execute(
                        "INSERT INTO t VALUES (%s, 1, 'new') ON CONFLICT (id) DO UPDATE SET v = t.v + 1", [number]
                    )
                    connection.execute("DELETE FROM t WHERE id = %s", [mine.randrange(1, 250_000)])
                connection.commit()
                time.sleep(0.02)

    writer = threading.Thread(target=load)
    writer.start()
    kinds = {"process": 0, "connections": 0}
    try:
        process = follow(mover.folder)
        for _ in range(KILLS):
            time.sleep(0.3 + 1.2 * chance.random())
            if process.poll() is not None:
                process.communicate()
                process = follow(mover.folder)
                continue
            if chance.random() < 0.6:
                process.kill()
                process.communicate()
                kinds["process"] += 1
                process = follow(mover.folder)
            else:
                query(
                    target,
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'sct move%%' "
                    "AND random() < 0.5 AND pid <> %s",
                    0,
                )
                kinds["connections"] += 1
        process.kill()
        process.communicate()
        process = follow(mover.folder, "--for", "20")
        _, said = process.communicate(timeout=300)
        assert process.returncode == 0, said
    finally:
        end.set()
        writer.join()
    code, said = cutover(mover.folder)
    assert code == 0, said
    whole = "SELECT count(*), sum(hashtextextended(t::text, 0)) FROM t"
    assert query(target, whole) == query(source, whole)
    print(kinds)
