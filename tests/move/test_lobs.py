"""Long values arrive whole in every pair of engines, from no byte to 1 MB; with SCT_SLOW=1 to 300 MB.

What a run takes in memory is bounded by its longest row, not by how many of them there are.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys
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


def filled_postgres(url: str, sizes: tuple[int, ...] = SIZES) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE t (id integer PRIMARY KEY, b bytea, t text)")
        for i, size in enumerate(sizes):
            connection.execute("INSERT INTO t VALUES (%b, %b, %b)", (i, octets(size), words(size)))


def filled_maria(maria: Maria, shop: str, sizes: tuple[int, ...] = SIZES) -> None:
    maria.run(shop, "CREATE TABLE t (id int PRIMARY KEY, b longblob, t longtext)")
    for i, size in enumerate(sizes):
        maria.run(shop, ("INSERT INTO t VALUES (%s, %s, NULL)", (i, octets(size))))
        maria.run(shop, ("UPDATE t SET t = %s WHERE id = %s", (words(size), i)))


def filled_sqlite(path: Path, sizes: tuple[int, ...] = SIZES) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (id integer PRIMARY KEY, b blob, t text)")
        for i, size in enumerate(sizes):
            connection.execute("INSERT INTO t VALUES (?, ?, ?)", (i, octets(size), words(size)))


def ends(
    request: pytest.FixtureRequest, tmp_path: Path, source: str, target: str, sizes: tuple[int, ...]
) -> tuple[str, str]:
    """The URLs of a filled source and an empty target."""
    if "mariadb" in (source, target):
        maria: Maria = request.getfixturevalue("maria")
        shop, other = maria.new_database(), maria.new_database()
    if source == "postgres":
        begin = request.getfixturevalue("other_database")
        filled_postgres(begin, sizes)
    elif source == "mariadb":
        filled_maria(maria, shop, sizes)
        begin = maria.url(shop)
    else:
        filled_sqlite(tmp_path / "from.db", sizes)
        begin = f"sqlite:///{tmp_path}/from.db"
    if target == "postgres":
        return begin, request.getfixturevalue("database")
    if target == "mariadb":
        return begin, maria.url(other)
    return begin, f"{target}:///{tmp_path}/to.{target}"


@pytest.mark.parametrize("target", ["postgres", "mariadb", "sqlite", "duckdb"])
@pytest.mark.parametrize("source", ["postgres", "mariadb", "sqlite"])
def test_long_values_arrive_whole(
    mover: Mover, request: pytest.FixtureRequest, tmp_path: Path, source: str, target: str
) -> None:
    begin, end = ends(request, tmp_path, source, target, SIZES)
    mover.plan(begin, end)
    assert mover.run().rows == len(SIZES)
    assert digests(end) == WANTED


# The peak of a process is its own, not that of the one that started it.
COMMAND = """
import atexit, sys
def told():
    peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    print("peak", peak.split()[1], file=sys.stderr)
atexit.register(told)
from sct.cli import main
main()
"""
USUAL = 200 << 20  # bytes: Python, the libraries, rows of usual sizes
COPIES = 7  # what docs/move.md says of the longest row


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of a process is read from /proc")
@pytest.mark.parametrize(
    ("source", "target"),
    [("postgres", "postgres"), ("mariadb", "postgres"), ("postgres", "mariadb"), ("sqlite", "sqlite")],
)  # fmt: skip
def test_memory_grows_with_the_longest_row_only(
    mover: Mover, request: pytest.FixtureRequest, tmp_path: Path, source: str, target: str
) -> None:
    value, count = 8_000_000, 8
    begin, end = ends(request, tmp_path, source, target, (value,) * count)
    mover.plan(begin, end, "workers: 1")
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, "move", "run", str(mover.folder), "--no-validate"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    peak = int(done.stderr.split("peak ")[1].split()[0]) << 10
    assert peak < USUAL + COPIES * 2 * value, f"{peak >> 20} MB"
