"""Long values arrive whole in every pair of engines, from no byte to 1 MB; with SCT_SLOW=1 to 300 MB."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from pathlib import Path

import pytest

from sct.move import endpoints
from sct.move.address import parse
from sct.move.endpoints.protocol import ReadColumn, Request
from sct.move.model import Chunk
from tests.move.conftest import Mover
from tests.move.mariadb_server import Maria

# A MariaDB packet ends at 16,777,215 bytes: a longer row is left to the careful lane.
LONGER = (16_777_215, 300_000_000) if os.environ.get("SCT_SLOW") else ()
SIZES = (0, 1, 65_535, 65_536, 1_000_000, *LONGER)


def octets(size: int) -> bytes:
    block = bytes(range(256)) * 4
    return (block * (size // len(block) + 1))[:size]


def words(size: int) -> str:
    return ("añ日😀" * (size // 10 + 1)).encode()[:size].decode(errors="ignore")


def digests(url: str) -> dict[int, tuple[str, ...]]:
    """id -> a digest of each long value, read by our own reader's careful lane, row by row."""
    side = endpoints.source(parse(url, "source"))
    try:
        info = next(t for t in side.catalog() if t.name == "t")
        wanted = tuple(
            ReadColumn(c.name, c.type, "arrow", c.native) for n in ("id", "b", "t") for c in info.columns if c.name == n
        )
        found = {}
        for batch in side.read(Request((info.schema, info.name), wanted, Chunk(0), "id", careful=True, batch_rows=1)):
            for id_, b, t in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                found[int(id_)] = tuple(
                    hashlib.md5(v.encode() if isinstance(v, str) else bytes(v)).hexdigest() for v in (b, t)
                )
        return found
    finally:
        side.close()


WANTED = {
    i: (hashlib.md5(octets(s)).hexdigest(), hashlib.md5(words(s).encode()).hexdigest()) for i, s in enumerate(SIZES)
}


def filled_postgres(url: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE t (id integer PRIMARY KEY, b bytea, t text)")
        for i, size in enumerate(SIZES):
            connection.execute("INSERT INTO t VALUES (%b, %b, %b)", (i, octets(size), words(size)))


def filled_maria(maria: Maria, shop: str) -> None:
    maria.run(shop, "CREATE TABLE t (id int PRIMARY KEY, b longblob, t longtext)")
    for i, size in enumerate(SIZES):
        maria.run(shop, ("INSERT INTO t VALUES (%s, %s, NULL)", (i, octets(size))))
        maria.run(shop, ("UPDATE t SET t = %s WHERE id = %s", (words(size), i)))


def filled_sqlite(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (id integer PRIMARY KEY, b blob, t text)")
        for i, size in enumerate(SIZES):
            connection.execute("INSERT INTO t VALUES (?, ?, ?)", (i, octets(size), words(size)))


@pytest.mark.parametrize("target", ["postgres", "mariadb", "sqlite", "duckdb"])
@pytest.mark.parametrize("source", ["postgres", "mariadb", "sqlite"])
def test_long_values_arrive_whole(
    mover: Mover,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    database: str,
    other_database: str,
    source: str,
    target: str,
) -> None:
    if "mariadb" in (source, target):
        maria: Maria = request.getfixturevalue("maria")
        shop, other = maria.new_database(), maria.new_database()
    if source == "postgres":
        filled_postgres(other_database)
        begin = other_database
    elif source == "mariadb":
        filled_maria(maria, shop)
        begin = maria.url(shop)
    else:
        filled_sqlite(tmp_path / "from.db")
        begin = f"sqlite:///{tmp_path}/from.db"
    end = {
        "postgres": database,
        "mariadb": maria.url(other) if target == "mariadb" else "",
        "sqlite": f"sqlite:///{tmp_path}/to.db",
        "duckdb": f"duckdb:///{tmp_path}/to.duckdb",
    }[target]
    mover.plan(begin, end)
    assert mover.run().rows == len(SIZES)
    assert digests(end) == WANTED
