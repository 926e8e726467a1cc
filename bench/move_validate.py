"""Comparing both sides by rows and by sums: seconds, processor seconds and bytes on the wire, behind a counting proxy.

    .venv/bin/python bench/move_validate.py [--rows 1000000] [--megabits 100] [--wrong 100]

Each server is reached through a proxy of its own, which counts and may hold the wire to so many megabits a second.
Starts throw-away servers on loopback and stops them again.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import psycopg

sys.path.insert(0, str(Path(__file__).parent.parent))
from bench.move_rows import FILL, SERVERS, TABLE, sct, timed
from tests.move.mariadb_server import Maria
from tests.servers import debian_bin, embedded_bin, start

PIECE = 1 << 16


class Proxy:
    """Loopback's port in front of another; `carried` counts what comes from the server."""

    def __init__(self, port: int, megabits: float) -> None:
        self.behind, self.rate, self.carried = port, megabits * 125_000, 0
        self.lock, self.free_at = threading.Lock(), 0.0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                server = socket.create_connection(("127.0.0.1", self.behind))
                for a, b, counted in ((client, server, False), (server, client, True)):
                    a.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    threading.Thread(target=self._pump, args=(a, b, counted), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, counted: bool) -> None:
        with suppress(OSError):
            while data := source.recv(PIECE):
                if counted:
                    self._pay(len(data))
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _pay(self, size: int) -> None:
        with self.lock:
            self.carried += size
            if not self.rate:
                return
            self.free_at = max(self.free_at, time.monotonic()) + size / self.rate
            wait = self.free_at - time.monotonic()
        if wait > 0:
            time.sleep(wait)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--megabits", type=float, default=0, help="0 = as fast as it goes")
    parser.add_argument("--wrong", type=int, default=100, help="rows that differ in the second comparison")
    arguments = parser.parse_args()
    rows = arguments.rows
    binaries = embedded_bin() or debian_bin(15)
    assert binaries is not None
    server, maria = start(binaries, 18), Maria()
    assert maria.process is not None
    SERVERS.update({"MariaDB": maria.process.pid, "PostgreSQL": server.process.pid})
    folder = Path(tempfile.mkdtemp(prefix="sct-bench-"))
    try:
        name = maria.new_database()
        maria.run(name, TABLE, FILL.format(rows), "ANALYZE TABLE mixed")
        first, second = server.new_database(), server.new_database()
        ahead, behind = Proxy(maria.port, arguments.megabits), Proxy(server.port, arguments.megabits)
        way = {str(maria.port): str(ahead.port), str(server.port): str(behind.port)}

        def through(url: str) -> str:
            for port, other in way.items():
                url = url.replace(f":{port}/", f":{other}/")
            return url

        plans = (
            ("MariaDB -> PostgreSQL", maria.url(name), server.dsn(first)),
            ("PostgreSQL -> PostgreSQL", server.dsn(first), server.dsn(second)),
        )
        for number, (what, source, target) in enumerate(plans):
            loaded, plan = str(folder / f"loaded{number}"), str(folder / f"p{number}")
            sct("plan", source, target, "-o", loaded)
            sct("run", loaded, "--no-validate")
            sct("plan", through(source), through(target), "-o", plan)
            for wrong in (0, arguments.wrong):
                if wrong:
                    with psycopg.connect(target, autocommit=True) as connection:
                        connection.execute(
                            "UPDATE mixed SET amount = amount + 0.01 WHERE mod(id, %s) = 0", [max(1, rows // wrong)]
                        )
                for by in ("rows", "sums"):
                    before = ahead.carried + behind.carried
                    timed(
                        f"{what}, {wrong} rows differ, by {by}",
                        rows,
                        lambda by=by, plan=plan, wrong=wrong: sct(
                            "validate", plan, "--validate", by, wrong=bool(wrong)
                        ),
                    )
                    print(
                        f"{'':44} {(ahead.carried + behind.carried - before) / 1e6:.2f} MB came from the servers",
                        flush=True,
                    )
            with psycopg.connect(target, autocommit=True) as connection:
                connection.execute(
                    "UPDATE mixed SET amount = amount - 0.01 WHERE mod(id, %s) = 0", [max(1, rows // arguments.wrong)]
                )
    finally:
        maria.stop()
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
