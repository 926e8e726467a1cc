"""Following MariaDB's binlog into PostgreSQL."""

from __future__ import annotations

import random
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.move.commands import cutover, follow, until_loaded
from tests.move.conftest import Mover
from tests.move.mariadb_server import Maria
from tests.move.test_mariadb import EXACT

pytest.importorskip("pymysqlreplication")
Query = Callable[..., list[tuple[Any, ...]]]


def test_every_type_by_the_log(mover: Mover, maria: Maria, shop: str, database: str, query: Query) -> None:
    for number, (kind, _, _) in enumerate(EXACT):
        maria.run(shop, f"CREATE TABLE t{number} (id int AUTO_INCREMENT PRIMARY KEY, v {kind} NULL)")
    mover.plan(maria.url(shop), database)
    process = follow(mover.folder)
    until_loaded(mover)
    for number, (_, values, _) in enumerate(EXACT):
        maria.run(
            shop,
            "SET time_zone = '+05:00'" if number % 2 else "SET time_zone = '+00:00'",
            *[(f"INSERT INTO t{number} (v) VALUES (%s)", (v,)) for v in [*values, None]],
        )
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    code, said = cutover(mover.folder)
    assert code == 0, said
    assert query(database, "SELECT count(*) FROM t0") == [(3,)]


def test_killed_while_rows_change(mover: Mover, maria: Maria, shop: str, database: str, query: Query) -> None:
    maria.run(
        shop,
        "CREATE TABLE t (id int PRIMARY KEY, v int, w varchar(20), z timestamp(3) NULL)",
        "INSERT INTO t SELECT seq, 0, CONCAT('w', seq), '2024-01-01' FROM seq_1_to_5000",
    )
    mover.plan(maria.url(shop), database, "chunk_rows: 500\nrows_per_second: 5000")
    end = threading.Event()

    def load() -> None:
        chance = random.Random(5)
        with maria.connect(shop) as connection, connection.cursor() as cursor:
            while not end.is_set():
                cursor.execute(
                    "INSERT INTO t VALUES (%s, 1, 'new', NOW(3)) ON DUPLICATE KEY UPDATE v = v + 1, z = NOW(3)",
                    (chance.randrange(1, 7000),),
                )
                cursor.execute("DELETE FROM t WHERE id = %s", (chance.randrange(1, 7000),))
                cursor.execute("UPDATE IGNORE t SET id = id + 10000 WHERE id = %s", (chance.randrange(1, 7000),))
                time.sleep(0.005)

    writer = threading.Thread(target=load)
    writer.start()
    try:
        chance = random.Random(11)
        for _ in range(3):
            process = follow(mover.folder)
            time.sleep(1.0 + chance.random())
            process.kill()
            process.communicate()
        process = follow(mover.folder, "--for", "2")
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said
    finally:
        end.set()
        writer.join()
    code, said = cutover(mover.folder)
    assert code == 0, said


def test_an_altered_table_stops_with_its_name(mover: Mover, maria: Maria, shop: str, database: str) -> None:
    maria.run(shop, "CREATE TABLE t (id int PRIMARY KEY, a int)", "INSERT INTO t VALUES (1, 1)")
    mover.plan(maria.url(shop), database)
    follow(mover.folder, "--for", "1").communicate(timeout=60)
    maria.run(shop, "INSERT INTO t VALUES (2, 2)", "ALTER TABLE t ADD b int", "INSERT INTO t VALUES (3, 3, 3)")
    process = follow(mover.folder, "--for", "5")
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "MV0051" in said and "ALTER TABLE t ADD b int" in said


def test_a_connection_that_was_lost_is_no_fault_of_ours(maria: Maria, shop: str) -> None:
    """Every question that is asked between the chunks: the next one opens the connection again."""
    from sct.move.address import parse
    from sct.move.endpoints import source as open_source
    from sct.move.endpoints import target as open_target
    from sct.move.errors import Transient

    maria.run(shop, "CREATE TABLE t (id int PRIMARY KEY)")
    source, target = open_source(parse(maria.url(shop))), open_target(parse(maria.url(shop), "target"))
    questions: tuple[Callable[[], object], ...] = (
        source.catalog, source.sequences, source.position, lambda: source.count((shop, "t")), target.catalog,
    )  # fmt: skip
    for question in questions:
        for end in (source, target):
            maria.run("", f"KILL {end.admin.thread_id()}")  # type: ignore[attr-defined]
        question()
        for end in (source, target):
            end.admin = maria.connect(shop)  # type: ignore[attr-defined]
    with pytest.raises(Transient, match="MV0011"), source._asked() as admin:  # type: ignore[attr-defined]
        maria.run("", f"KILL {admin.thread_id()}")
        admin.cursor().execute("SELECT 1")
    source.close()
    target.close()
