"""Moving rows: MariaDB -> PostgreSQL beside pgloader and a ready binary COPY; PostgreSQL -> PostgreSQL beside a psql pipe.

    .venv/bin/python bench/move_rows.py [--rows 1500000] [--only maria,limit,pgloader,postgres,back,validate]

Starts throw-away servers on loopback and stops them again. One run says little on a busy machine: repeat it. The times of
sct are those of whole commands, with the start of Python and of its libraries: of few rows they are a good part. Their
processor seconds do not depend on what else the machine does: the sum by the number of cores is the least time there is.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

sys.path.insert(0, str(Path(__file__).parent.parent))
from tests.move.mariadb_server import Maria
from tests.servers import debian_bin, embedded_bin, start

TABLE = """CREATE TABLE mixed (id bigint AUTO_INCREMENT PRIMARY KEY, customer int NOT NULL, status varchar(12) NOT NULL,
  amount decimal(12,2), rate double, flag tinyint NOT NULL, created datetime NOT NULL, changed timestamp NULL,
  day date, name varchar(60), note varchar(200), code char(8))"""
FILL = """INSERT INTO mixed (customer, status, amount, rate, flag, created, changed, day, name, note, code)
SELECT seq MOD 5000, ELT(1 + seq MOD 4, 'new', 'paid', 'sent', 'void'), seq / 7, seq / 3e0, seq MOD 2,
  '2020-01-01' + INTERVAL seq SECOND, '2021-01-01' + INTERVAL seq SECOND, '2020-01-01' + INTERVAL seq MOD 900 DAY,
  CONCAT('customer ', seq), IF(seq MOD 3, CONCAT('a note of some length about ', seq), NULL), LPAD(HEX(seq), 8, '0')
FROM seq_1_to_{}"""


SERVERS: dict[str, int] = {}  # name and process


def busy() -> dict[str, float]:
    """Processor seconds so far, user and system: of each server with its children, and of the commands that ended."""
    children: dict[int, list[int]] = {}
    spent: dict[int, float] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue  # it has ended meanwhile
        children.setdefault(int(words[1]), []).append(int(folder.name))
        spent[int(folder.name)] = sum(int(word) for word in words[11:15]) / os.sysconf("SC_CLK_TCK")

    def tree(process: int) -> float:
        return spent.get(process, 0.0) + sum(tree(child) for child in children.get(process, []))

    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"command": usage.ru_utime + usage.ru_stime} | {name: tree(process) for name, process in SERVERS.items()}


def timed(name: str, rows: int, work: Callable[[], object]) -> float:
    before, begin = busy(), time.perf_counter()
    work()
    seconds = time.perf_counter() - begin
    time.sleep(0.3)  # sessions that just ended are counted when their server has taken notice
    after = busy()
    spent = ", ".join(f"{who} {(after[who] - before[who]) / rows * 1e6:.2f}" for who in after)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"{name:44} {seconds:7.1f} s {rows / seconds:12,.0f} rows/s   largest child so far {peak} MB", flush=True)
    print(f"{'':44} processor seconds per million rows: {spent}", flush=True)
    return seconds


def sct(*arguments: str, wrong: bool = False) -> None:
    """A command; `wrong`: it has to end with 1."""
    done = subprocess.run(
        [sys.executable, "-c", "from sct.cli import main; main()", "move", *arguments], capture_output=True, text=True
    )
    if done.returncode != wrong:
        print(done.stderr)
        raise SystemExit(1)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--only", default="maria,limit,pgloader,postgres,back,validate")
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    only, rows = set(arguments.only.split(",")), arguments.rows
    binaries = embedded_bin() or debian_bin(15)
    assert binaries is not None
    server = start(binaries, 18)
    folder = Path(tempfile.mkdtemp(prefix="sct-bench-"))
    rules = folder / "rules.yml"
    rules.write_text(f"workers: {arguments.workers}\n")
    maria = Maria()
    assert maria.process is not None
    SERVERS.update({"MariaDB": maria.process.pid, "PostgreSQL": server.process.pid})
    try:
        name = maria.new_database()
        maria.run(name, TABLE, FILL.format(rows), "ANALYZE TABLE mixed")
        first = server.new_database()
        sct("plan", maria.url(name), server.dsn(first), "--rules", str(rules), "-o", str(folder / "p1"))
        if "maria" in only:
            timed("sct, MariaDB -> PostgreSQL", rows, lambda: sct("run", str(folder / "p1"), "--no-validate"))
        else:
            sct("run", str(folder / "p1"), "--no-validate")
        if "validate" in only:
            timed("sct, validation of it", rows, lambda: sct("validate", str(folder / "p1")))
        psql = [shutil.which("psql") or "/usr/lib/postgresql/15/bin/psql", "-qX", "-v", "ON_ERROR_STOP=1"]
        ready = folder / "ready.bin"
        with ready.open("wb") as out:
            subprocess.run(
                [*psql, server.dsn(first), "-c", "\\copy mixed TO STDOUT (FORMAT binary)"], stdout=out, check=True
            )

        def copied(target: str) -> None:
            with psycopg.connect(server.dsn(target), autocommit=True) as connection:
                connection.execute("TRUNCATE mixed")
            with ready.open("rb") as data:
                subprocess.run(
                    [*psql, server.dsn(target), "-c", "\\copy mixed FROM STDIN (FORMAT binary)"], stdin=data, check=True
                )

        second = server.new_database()
        with psycopg.connect(server.dsn(first), autocommit=True) as connection:
            (ddl,) = connection.execute(
                "SELECT string_agg(format('%I %s', attname, format_type(atttypid, atttypmod)), ', ' ORDER BY attnum) "
                "FROM pg_attribute WHERE attrelid = 'mixed'::regclass AND attnum > 0"
            ).fetchone() or ("",)
        with psycopg.connect(server.dsn(second), autocommit=True) as connection:
            connection.execute(f"CREATE TABLE mixed ({ddl})")
        if "limit" in only:
            timed("limit: COPY of a ready binary file", rows, lambda: copied(second))
            with psycopg.connect(server.dsn(second), autocommit=True) as connection:
                timed("and its primary key", rows, lambda: connection.execute("ALTER TABLE mixed ADD PRIMARY KEY (id)"))
                connection.execute("ALTER TABLE mixed DROP CONSTRAINT mixed_pkey")
        if "back" in only:
            sct(
                "plan",
                server.dsn(first),
                maria.url(maria.new_database()),
                "--rules",
                str(rules),
                "-o",
                str(folder / "p3"),
            )
            timed("sct, PostgreSQL -> MariaDB", rows, lambda: sct("run", str(folder / "p3"), "--no-validate"))
        if "pgloader" in only and not shutil.which("pgloader"):
            print("pgloader is not installed: not measured")
        elif "pgloader" in only:
            third = server.new_database()
            load = folder / "load"
            load.write_text(
                f"LOAD DATABASE FROM mysql://root@127.0.0.1:{maria.port}/{name} INTO {server.dsn(third)} "
                "WITH include drop, create tables, no foreign keys, create no indexes;"
            )
            timed("pgloader", rows, lambda: subprocess.run(["pgloader", str(load)], check=True, capture_output=True))
        if "postgres" in only:
            pipe = (
                f"{psql[0]} -qX '{server.dsn(first)}' -c '\\copy mixed TO STDOUT (FORMAT binary)' | "
                f"{psql[0]} -qX '{server.dsn(second)}' -c '\\copy mixed FROM STDIN (FORMAT binary)'"
            )
            with psycopg.connect(server.dsn(second), autocommit=True) as connection:
                connection.execute("TRUNCATE mixed")
            timed(
                "psql COPY pipe, PostgreSQL -> PostgreSQL", rows, lambda: subprocess.run(pipe, shell=True, check=True)
            )
            with psycopg.connect(server.dsn(second), autocommit=True) as connection:
                # sct's command makes it too
                timed("and its primary key", rows, lambda: connection.execute("ALTER TABLE mixed ADD PRIMARY KEY (id)"))
            fourth = server.new_database()
            with psycopg.connect(server.dsn(fourth), autocommit=True) as connection:
                connection.execute(f"CREATE TABLE mixed ({ddl})")
            sct("plan", server.dsn(first), server.dsn(fourth), "--rules", str(rules), "-o", str(folder / "p2"))
            timed("sct, PostgreSQL -> PostgreSQL", rows, lambda: sct("run", str(folder / "p2"), "--no-validate"))
    finally:
        maria.stop()
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
