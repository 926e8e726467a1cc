"""The raw lane's reader: all that has arrived at once, errors as libpq's, nothing left behind when nobody wants the rest."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from sct.move.address import parse
from sct.move.endpoints.postgres import raw
from sct.move.endpoints.postgres.connect import keywords

pytest.importorskip("asyncpg")
Query = Callable[..., Any]


OPEN = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'sct move' AND datname = current_database()"


def given(database: str) -> dict[str, Any]:
    found = raw.arguments(keywords(parse(database)))
    assert found is not None
    return found


@pytest.fixture
def streams(database: str) -> Iterator[raw.Streams]:
    made = raw.Streams(given(database))
    yield made
    made.close()


def closed(database: str, query: Query) -> bool:
    """Whether the reader's connections are gone, or go within five seconds."""
    for _ in range(50):
        if query(database, OPEN) == [(0,)]:
            return True
        time.sleep(0.1)
    return False


def test_the_stream_is_the_one_of_copy(database: str, streams: raw.Streams, query: Query) -> None:
    query(database, "CREATE TABLE t AS SELECT i AS id, repeat('x', i % 100) AS a FROM generate_series(1, 20000) i")
    with psycopg.connect(database) as connection, connection.cursor().copy("COPY t TO STDOUT (FORMAT binary)") as copy:
        wanted = b"".join(copy)
    pieces = list(streams.pieces("BEGIN", "SELECT * FROM t"))
    assert b"".join(pieces) == wanted
    assert len(pieces) < 10


def test_an_error_is_libpqs(database: str, streams: raw.Streams) -> None:
    with pytest.raises(psycopg.errors.UndefinedTable, match="nowhere"):
        list(streams.pieces("BEGIN", "SELECT * FROM nowhere"))
    with pytest.raises(psycopg.errors.DivisionByZero):
        list(streams.pieces("BEGIN", "SELECT 1 / (1000 - i) FROM generate_series(1, 1000) i"))
    with pytest.raises(psycopg.OperationalError):
        list(raw.Streams({**given(database), "port": 1}).pieces("BEGIN", "SELECT 1"))


def test_nothing_stays_behind_when_the_target_fails(database: str, streams: raw.Streams, query: Query) -> None:
    query(database, "CREATE TABLE t AS SELECT i AS id, repeat('x', 500) AS a FROM generate_series(1, 60000) i")
    before = threading.active_count()
    stream = streams.pieces("BEGIN", "SELECT * FROM t")
    next(stream)
    stream.close()
    assert threading.active_count() == before
    assert closed(database, query)


def test_a_connection_is_used_again_and_in_a_transaction_of_its_own(
    database: str, streams: raw.Streams, query: Query
) -> None:
    begin = "BEGIN ISOLATION LEVEL REPEATABLE READ; SET LOCAL timezone = 'Asia/Tokyo'"
    first = list(streams.pieces(begin, "SELECT pg_backend_pid(), txid_current()"))
    second = list(streams.pieces("BEGIN", "SELECT pg_backend_pid(), txid_current()"))
    head = 19 + 2 + 4 + 4  # of the stream; a row's fields, its first one's length and value
    assert first[0][:head] == second[0][:head]
    assert first != second
    zone = b"".join(streams.pieces("BEGIN", "SELECT current_setting('timezone')"))
    assert b"Tokyo" not in zone
    streams.close()
    assert closed(database, query)


def test_a_connection_that_was_lost_while_it_rested_is_not_used(
    database: str, streams: raw.Streams, query: Query
) -> None:
    first = list(streams.pieces("BEGIN", "SELECT pg_backend_pid()"))
    query(database, "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'sct move'")
    assert list(streams.pieces("BEGIN", "SELECT pg_backend_pid()")) != first


def test_settings_it_does_not_know_leave_it_to_libpq() -> None:
    assert raw.arguments({"host": "h", "dbname": "d", "sslmode": "verify-full"}) is None
    assert raw.arguments({"host": "h", "port": "5433", "dbname": "d", "connect_timeout": "3"}) == {
        "host": "h",
        "port": 5433,
        "database": "d",
        "timeout": 3.0,
    }
