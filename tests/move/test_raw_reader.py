"""The raw lane's reader: all that has arrived at once, errors as libpq's, nothing left behind when nobody wants the rest."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from sct.move.address import parse
from sct.move.endpoints.postgres import raw
from sct.move.endpoints.postgres.connect import keywords

pytest.importorskip("asyncpg")
Query = Callable[..., Any]


def given(database: str) -> dict[str, Any]:
    found = raw.arguments(keywords(parse(database)))
    assert found is not None
    return found


def test_the_stream_is_the_one_of_copy(database: str, query: Query) -> None:
    query(database, "CREATE TABLE t AS SELECT i AS id, repeat('x', i % 100) AS a FROM generate_series(1, 20000) i")
    with psycopg.connect(database) as connection, connection.cursor().copy("COPY t TO STDOUT (FORMAT binary)") as copy:
        wanted = b"".join(copy)
    pieces = list(raw.pieces(given(database), "BEGIN", "SELECT * FROM t"))
    assert b"".join(pieces) == wanted
    assert len(pieces) < 10


def test_an_error_is_libpqs(database: str) -> None:
    with pytest.raises(psycopg.errors.UndefinedTable, match="nowhere"):
        list(raw.pieces(given(database), "BEGIN", "SELECT * FROM nowhere"))
    with pytest.raises(psycopg.errors.DivisionByZero):
        list(raw.pieces(given(database), "BEGIN", "SELECT 1 / (1000 - i) FROM generate_series(1, 1000) i"))
    with pytest.raises(psycopg.OperationalError):
        list(raw.pieces({**given(database), "port": 1}, "BEGIN", "SELECT 1"))


def test_nothing_stays_behind_when_the_target_fails(database: str, query: Query) -> None:
    query(database, "CREATE TABLE t AS SELECT i AS id, repeat('x', 500) AS a FROM generate_series(1, 60000) i")
    before = threading.active_count()
    stream = raw.pieces(given(database), "BEGIN", "SELECT * FROM t")
    next(stream)
    stream.close()
    assert threading.active_count() == before
    open_ = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'sct move' AND datname = current_database()"
    for _ in range(50):
        if query(database, open_) == [(0,)]:
            return
        time.sleep(0.1)
    raise AssertionError("the connection is still there")


def test_settings_it_does_not_know_leave_it_to_libpq() -> None:
    assert raw.arguments({"host": "h", "dbname": "d", "sslmode": "verify-full"}) is None
    assert raw.arguments({"host": "h", "port": "5433", "dbname": "d", "connect_timeout": "3"}) == {
        "host": "h",
        "port": 5433,
        "database": "d",
        "timeout": 3.0,
    }
