"""Servers that are struck while rows move: their connections are cut, or they are killed and come back."""

from __future__ import annotations

import time
from contextlib import closing
from typing import Any, Protocol

from tests.move.mariadb_server import Maria
from tests.servers import Server

OURS = "application_name LIKE 'sct move%'"
TABLE = "CREATE TABLE t (id bigint PRIMARY KEY, v integer, w varchar(100))"


class End(Protocol):
    def url(self) -> str: ...

    def cut(self) -> bool:
        """End the move's connections; whether there were any."""

    def kill(self) -> bool:
        """Kill the server and start it again; whether the move had connections."""

    def rows(self) -> list[tuple[Any, ...]]:
        """Of table t, by its key, as the server's own client reads them."""


class Postgres:
    """`name`: of the database."""

    def __init__(self, server: Server, name: str = "postgres") -> None:
        self.server, self.name = server, name

    def url(self) -> str:
        return self.server.dsn(self.name)

    def cut(self) -> bool:
        with self.server.connect() as connection:
            cut = connection.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {OURS}").fetchall()
        return (True,) in cut

    def kill(self) -> bool:
        with self.server.connect() as connection:
            (busy,) = connection.execute(f"SELECT count(*) FROM pg_stat_activity WHERE {OURS}").fetchone()
        self.server.kill()
        time.sleep(0.5)
        self.server.restart()
        return bool(busy)

    def rows(self) -> list[tuple[Any, ...]]:
        with self.server.connect(self.name) as connection:
            return list(connection.execute("SELECT id, v, w FROM t ORDER BY id"))

    def make(self, rows: int) -> None:
        with self.server.connect(self.name) as connection:
            connection.execute(TABLE)
            connection.execute(f"INSERT INTO t SELECT i, 0, repeat('w', 40) FROM generate_series(1, {rows}) i")

    def change(self, connection: Any, kept: list[int], gone: list[int]) -> None:
        """In one transaction: rows are put in or counted up, others deleted."""
        for number in kept:
            upsert = "INSERT INTO t VALUES (%s, 1, 'new') ON CONFLICT (id) DO UPDATE SET v = t.v + 1"
            connection.execute(upsert, [number])
        for number in gone:
            connection.execute("DELETE FROM t WHERE id = %s", [number])
        connection.commit()

    def open(self) -> Any:
        return self.server.connect(self.name, autocommit=False)


class MariaDB:
    """A server that keeps what it confirmed when it is killed; the move comes as a user of its own."""

    def __init__(self, server: Maria) -> None:
        self.server = server
        self.name = server.new_database()
        server.run("", "CREATE USER IF NOT EXISTS mover@'%'", "GRANT ALL ON *.* TO mover@'%'")

    def url(self) -> str:
        return f"mariadb://mover@127.0.0.1:{self.server.port}/{self.name}"

    def _ours(self) -> list[int]:
        found = self.server.run("", "SELECT id FROM information_schema.processlist WHERE user = 'mover'")
        return [number for (number,) in found]

    def cut(self) -> bool:
        import pymysql

        cut = False
        for number in self._ours():
            try:
                self.server.run("", f"KILL {number}")
                cut = True
            except pymysql.Error:
                continue  # it has ended by itself
        return cut

    def kill(self) -> bool:
        busy = self._ours()
        self.server.kill()
        time.sleep(0.5)
        self.server.start()
        return bool(busy)

    def rows(self) -> list[tuple[Any, ...]]:
        return list(self.server.run(self.name, "SELECT id, v, w FROM t ORDER BY id"))

    def make(self, rows: int) -> None:
        self.server.run(self.name, TABLE, f"INSERT INTO t SELECT seq, 0, repeat('w', 40) FROM seq_1_to_{rows}")

    def change(self, connection: Any, kept: list[int], gone: list[int]) -> None:
        with closing(connection.cursor()) as cursor:
            cursor.execute("BEGIN")
            for number in kept:
                cursor.execute("INSERT INTO t VALUES (%s, 1, 'new') ON DUPLICATE KEY UPDATE v = v + 1", [number])
            for number in gone:
                cursor.execute("DELETE FROM t WHERE id = %s", [number])
            cursor.execute("COMMIT")

    def open(self) -> Any:
        return self.server.connect(self.name)
