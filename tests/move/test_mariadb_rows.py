"""The columnar reader of MariaDB: the same values as a driver's that builds them one by one, wherever packets are cut."""

from __future__ import annotations

import datetime
import random
from decimal import Decimal
from typing import Any

import pymysql
import pytest

from sct.ir.types import Type
from sct.move.address import parse
from sct.move.endpoints.mariadb import rows
from sct.move.endpoints.mariadb.connect import connect
from sct.move.endpoints.mariadb.reader import MariaSource
from sct.move.endpoints.protocol import ReadColumn, Request
from sct.move.errors import FastLaneRefused
from sct.move.model import Chunk
from tests.move.mariadb_server import Maria

COLUMNS = {
    "id": "bigint PRIMARY KEY",
    "a": "tinyint",
    "b": "smallint unsigned",
    "c": "int unsigned NOT NULL",
    "d": "bigint unsigned",
    "e": "float",
    "f": "double",
    "g": "decimal(65,30)",
    "h": "date",
    "i": "datetime(6)",
    "j": "timestamp(3) NULL",
    "k": "varchar(300)",
    "l": "mediumtext",
    "m": "longblob",
    "n": "year",
    "o": "enum('x','y')",
}
LENGTHS = (0, 1, 250, 251, 252, 300, 65_535, 65_536, 200_000)


def read(maria: Maria, shop: str, query: str, octets: list[bool], batch_rows: int = 7) -> list[tuple[Any, ...]]:
    connection = connect(parse(maria.url(shop)))
    names = [f"c{i}" for i in range(len(octets))]
    try:
        found = []
        for batch in rows.batches(connection, query, names, octets, batch_rows):
            batch.validate(full=True)
            assert 0 < batch.num_rows <= batch_rows
            found += list(zip(*(column.to_pylist() for column in batch.columns), strict=True))
        return found
    finally:
        connection._force_close()


@pytest.mark.parametrize("size", [64, 1000, 4 << 20])
def test_every_cut_gives_the_values_that_are_there(
    maria: Maria, shop: str, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    draw = random.Random(size)
    monkeypatch.setattr(rows, "BATCH_BYTES", size)
    maria.run(shop, f"CREATE TABLE t ({', '.join(f'{n} {t}' for n, t in COLUMNS.items())})")
    wanted = []
    for id_ in range(120):
        moment = datetime.datetime(1000, 1, 1) + datetime.timedelta(
            microseconds=draw.randrange(9000 * 365 * 86_400 * 10**6)
        )
        moment = draw.choice(
            [moment, moment.replace(microsecond=0), datetime.datetime.combine(moment, datetime.time())]
        )
        word = "é" * draw.choice(LENGTHS[:6])
        values: list[Any] = [
            draw.randint(-128, 127),
            draw.randint(0, 65535),
            draw.choice([0, 2**32 - 1]),
            draw.choice([0, 2**63, 2**64 - 1]),
            draw.choice([0.5, -1.25]),
            draw.random() * 10.0 ** draw.randint(-200, 200),
            Decimal(draw.randint(-(10**64), 10**64)).scaleb(-30),
            moment.date(),
            moment,
            datetime.datetime(2038, 1, 19, 3, 14, 7, draw.choice([0, 999_000])),
            word,
            "日" * draw.choice(LENGTHS),
            draw.randbytes(draw.choice(LENGTHS)),
            draw.choice([1901, 2155, 0]),
            draw.choice("xy"),
        ]
        wanted.append((id_, *(v if i == 2 or draw.random() > 0.3 else None for i, v in enumerate(values))))
    with maria.connect(shop) as connection, connection.cursor() as cursor:
        cursor.execute("SET time_zone = '+00:00'")
        cursor.executemany(f"INSERT INTO t VALUES ({', '.join(['%s'] * len(COLUMNS))})", wanted)
        connection.commit()
    found = read(maria, shop, "SELECT * FROM t ORDER BY id", [n == "m" for n in COLUMNS])
    assert len(found) == len(wanted)
    for have, want in zip(found, wanted, strict=True):
        row = list(have)
        row[7] = None if row[7] is None else Decimal(row[7])
        row[10] = None if row[10] is None else row[10].replace(tzinfo=None)
        assert tuple(row) == want


@pytest.mark.parametrize(
    "value",
    ["CAST('0000-00-00' AS date)", "CAST('2024-00-10' AS date)", "CAST('2024-10-00 01:02:03' AS datetime)"],
)
def test_a_date_that_no_calendar_has_is_left_to_the_careful_lane(maria: Maria, shop: str, value: str) -> None:
    maria.run(
        shop, "CREATE TABLE t (id int, d datetime)", "SET STATEMENT sql_mode = '' FOR INSERT INTO t VALUES (1, NULL)"
    )
    with maria.connect(shop) as connection, connection.cursor() as cursor:
        cursor.execute("SET sql_mode = 'ALLOW_INVALID_DATES'")
        cursor.execute(f"INSERT INTO t VALUES (2, {value}), (3, '2024-02-29')")
        cursor.execute("CREATE TABLE u (d date)")
        cursor.execute("INSERT INTO u VALUES ('2023-02-29')")
    with pytest.raises(FastLaneRefused, match="zero"):
        read(maria, shop, "SELECT d FROM t", [False])
    assert read(maria, shop, "SELECT d FROM t WHERE id <> 2", [False]) == [
        (None,),
        (datetime.datetime(2024, 2, 29),),
    ]
    with pytest.raises(FastLaneRefused, match="its month"):
        read(maria, shop, "SELECT d FROM u", [False])


def test_errors_are_the_servers(maria: Maria, shop: str) -> None:
    assert read(maria, shop, "SELECT 1 FROM seq_1_to_10 WHERE seq > 10", [False]) == []
    with pytest.raises(pymysql.ProgrammingError):
        read(maria, shop, "SELECT 1 FROM nowhere", [False])
    # Found out when rows have gone out already: the error comes in the place of a row.
    with pytest.raises(pymysql.Error, match="more than 1 row"):
        read(maria, shop, "SELECT IF(seq < 50000, seq, (SELECT 1 UNION SELECT 2)) FROM seq_1_to_50001", [False], 1000)


def test_a_connection_that_breaks_is_said(maria: Maria, shop: str) -> None:
    connection = connect(parse(maria.url(shop)))
    stream = rows.batches(
        connection, "SELECT seq, REPEAT('x', 1000) FROM seq_1_to_1000000", ["a", "b"], [False] * 2, 10
    )
    next(stream)
    maria.run("", f"KILL {connection.thread_id()}")
    with pytest.raises(pymysql.OperationalError):
        for _ in stream:
            pass
    connection._force_close()


PACKET = 0xFFFFFF  # bytes; the next packet goes on with the row


@pytest.mark.parametrize("row", [PACKET - 1, PACKET, PACKET + 1, 2 * PACKET - 1, 2 * PACKET, 2 * PACKET + 1, 40 << 20])
def test_a_row_of_several_packets_lies_among_the_others(maria: Maria, shop: str, row: int) -> None:
    head = 2 + 8 + (4 if row <= PACKET else 9)  # of the row, its first column, and the length of the second
    long = f"CONCAT(REPEAT('x', {row - head - 3}), 'é', 'y')"
    query = f"SELECT seq, IF(seq = 3, {long}, seq), IF(seq = 3, NULL, 'é') FROM seq_1_to_5"
    for at_once in (1, 2, 100):
        found = read(maria, shop, query, [False] * 3, at_once)
        assert found[2] == (3, "x" * (row - head - 3) + "éy", None)
        assert [*found[:2], *found[3:]] == [(i, str(i), "é") for i in (1, 2, 4, 5)]


def test_the_long_values_of_a_row_are_held_once(maria: Maria, shop: str) -> None:
    connection = connect(parse(maria.url(shop)))
    query = "SELECT 1, REPEAT('x', 20000000), CAST(REPEAT('y', 30000000) AS binary)"
    (batch,) = rows.batches(connection, query, ["a", "b", "c"], [False, False, True], 10)
    connection._force_close()
    places = [batch.column(i).buffers()[2].address for i in (1, 2)]
    assert places[0] == places[1]
    assert [len(batch.column(i)[0].as_py()) for i in (1, 2)] == [20_000_000, 30_000_000]
    assert batch.nbytes < 51_000_000


def test_a_connection_is_used_again_unless_its_rows_were_left(maria: Maria, shop: str) -> None:
    maria.run(shop, "CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t SELECT seq FROM seq_1_to_1000")
    source = MariaSource(parse(maria.url(shop)))
    request = Request(
        (shop, "t"), (ReadColumn("id", Type("integer", bits=32), "arrow", "int"),), Chunk(0), batch_rows=10
    )
    try:
        for _ in range(3):
            assert sum(b.num_rows for b in source.read(request)) == 1000
        (used,) = source._idle
        stream = source.read(request)
        next(stream)
        stream.close()
        assert source._idle == []
        assert sum(b.num_rows for b in source.read(request)) == 1000
        (other,) = source._idle
        assert other is not used
        maria.run("", f"KILL {other.thread_id()}")
        assert sum(b.num_rows for b in source.read(request)) == 1000
    finally:
        source.close()
