"""A throw-away MariaDB (Debian's mariadb-server-core) on loopback; skipped loudly when it is not installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.servers import free_port

SETTINGS = (
    "--skip-networking=0", "--bind-address=127.0.0.1", "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=128M",
    "--binlog-format=ROW", "--binlog-row-image=FULL", "--binlog-row-metadata=FULL", "--server-id=1",
    "--max-allowed-packet=1G", "--innodb-log-file-size=256M", "--sync-binlog=0", "--local-infile=1",
)  # fmt: skip


class Maria:
    """A running server; stopped by process id. `more` are settings of it."""

    def __init__(self, *more: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="sct-maria-"))
        data = self.folder / "data"
        root = ["--user=root"] if os.geteuid() == 0 else []
        made = subprocess.run(
            ["mariadb-install-db", "--no-defaults", *root, f"--datadir={data}",
             "--auth-root-authentication-method=normal", "--skip-test-db"],
            capture_output=True, text=True,
        )  # fmt: skip
        if made.returncode:
            raise RuntimeError(f"mariadb-install-db: {made.stdout}{made.stderr}")
        self.port = free_port()
        self._command = [
            shutil.which("mariadbd") or "/usr/sbin/mariadbd", "--no-defaults", *root, f"--datadir={data}",
            f"--port={self.port}", f"--socket={self.folder / 's'}", f"--log-bin={self.folder / 'bin'}", *SETTINGS, *more,
        ]  # fmt: skip
        self.process: subprocess.Popen[bytes] | None = None
        self._count = 0
        self.start()

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(self._command, stdout=log, stderr=log)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                self.connect("").close()
                return
            except Exception:
                if self.process.poll() is not None:
                    raise RuntimeError((self.folder / "log").read_text()) from None
                time.sleep(0.05)
        raise RuntimeError("MariaDB did not start")

    def connect(self, database: str, **more: Any) -> Any:
        import pymysql

        return pymysql.connect(
            host="127.0.0.1",
            port=self.port,
            user="root",
            database=database or None,
            autocommit=True,
            charset="utf8mb4",
            **more,
        )

    def url(self, database: str) -> str:
        return f"mariadb://root@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        self._count += 1
        name = f"move_{os.getpid()}_{self._count}"
        self.run("", f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        return name

    def run(self, database: str, *statements: Any) -> list[tuple[Any, ...]]:
        with self.connect(database) as connection, connection.cursor() as cursor:
            rows: list[tuple[Any, ...]] = []
            for statement in statements:
                if isinstance(statement, tuple):
                    cursor.execute(*statement)
                else:
                    cursor.execute(statement)
                rows = list(cursor.fetchall())
            return rows

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(20)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def installed() -> None:
    """Skips the test where MariaDB, or what talks to it, is not installed."""
    if shutil.which("mariadb-install-db") is None:
        pytest.skip("SKIPPED: MariaDB is not installed (Debian: mariadb-server-core mariadb-client-core)")
    pytest.importorskip("pymysql")
    pytest.importorskip("numpy")


@pytest.fixture(scope="session")
def maria() -> Iterator[Maria]:
    installed()
    server = Maria()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def shop(maria: Maria) -> Iterator[str]:
    """The name of an empty database."""
    name = maria.new_database()
    yield name
    maria.run("", f"DROP DATABASE {name}")
