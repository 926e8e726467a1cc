"""A PostgreSQL server on a folder that is kept: started for a command, stopped at its end, the data stays."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from sct.check.embedded import EmbeddedServer, _account, _binaries, _reachable
from sct.check.model import CheckUnavailable
from sct.move.errors import MoveError, Transient, UsageError

KEPT = {
    "listen_addresses": "",
    "shared_buffers": "64MB",
    "max_wal_size": "1GB",
    "timezone": "UTC",
    "io_method": "sync",
    "wal_level": "logical",
    "logging_collector": "off",
    "log_min_messages": "fatal",
}


class KeptServer:
    """The binaries of the proof stage's embedded server with durable settings; nothing in its folder is swept."""

    def __init__(self, path: str) -> None:
        self.folder = Path(path).resolve()
        self.process: subprocess.Popen[bytes] | None = None
        self.socket_folder: Path | None = None

    @property
    def keywords(self) -> dict[str, str]:
        return {"host": str(self.socket_folder), "port": "5432", "user": "postgres", "dbname": "postgres"}

    def start(self) -> None:
        """Make the data folder when there is none, and serve it."""
        try:
            binaries, _ = _binaries()
            account = _account()
            self.folder.mkdir(parents=True, exist_ok=True)
            if account.uid is not None:
                binaries = _reachable(binaries, self.folder)
            slot = EmbeddedServer(binaries, self.folder, account)
            if not slot.data.exists():
                slot._initialise()
        except CheckUnavailable as reason:
            raise UsageError("MV0010", str(reason)) from None
        except OSError as error:
            raise UsageError("MV0010", f"{self.folder}: {error.strerror}") from None
        self.socket_folder = Path(tempfile.mkdtemp(prefix="sct-pg-", dir="/tmp"))
        account.own(self.socket_folder)
        settings = {**KEPT, "unix_socket_directories": str(self.socket_folder)}
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [binaries / "postgres", "-D", slot.data, *options],
                cwd="/",
                env={"PATH": os.defpath, "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **account.popen,
            )
        self._wait()

    def _wait(self) -> None:
        import psycopg

        deadline = time.monotonic() + 60
        while self.process is not None and self.process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(psycopg.OperationalError):
                psycopg.connect(**self.keywords, connect_timeout=5).close()
                return
            time.sleep(0.02)
        log = (self.folder / "log").read_text(errors="replace").strip().splitlines()[-1:]
        self.stop()
        if log and "lock file" in log[0]:
            raise MoveError("MV0010", f"another server already works on {self.folder}")
        raise Transient("MV0011", f"the embedded server on {self.folder} did not start: {' '.join(log)}")

    def stop(self) -> None:
        """End the server; at once when it does not end in time."""
        if self.process is None:
            return
        for sent, patience in ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0)):
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(sent)
            try:
                self.process.wait(patience)
                break
            except subprocess.TimeoutExpired:
                continue
        self.process = None
        if self.socket_folder is not None:
            shutil.rmtree(self.socket_folder, ignore_errors=True)
