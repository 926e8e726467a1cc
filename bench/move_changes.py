"""Following changes PostgreSQL -> PostgreSQL: how many a second are applied; and 1,000 injected differences found.

.venv/bin/python bench/move_changes.py [--changes 300000] [--rows 300000]
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

sys.path.insert(0, str(Path(__file__).parent.parent))
from sct.move.endpoints.postgres.embedded import KeptServer

SCT = [sys.executable, "-c", "from sct.cli import main; main()", "move"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*SCT, *arguments], capture_output=True, text=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--changes", type=int, default=300_000)
    parser.add_argument("--rows", type=int, default=300_000)
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="sct-bench-", dir="/tmp"))
    folder.chmod(0o755)
    server = KeptServer(str(folder / "pg"))
    server.start()
    try:
        place = f"host={server.keywords['host']}&port=5432"
        with psycopg.connect(**server.keywords, autocommit=True) as admin:
            admin.execute("CREATE DATABASE a")
            admin.execute("CREATE DATABASE b")
        source, target = f"postgresql://postgres@/a?{place}", f"postgresql://postgres@/b?{place}"
        with psycopg.connect(source, autocommit=True) as connection:
            connection.execute(
                "CREATE TABLE t (id bigint PRIMARY KEY, v integer, w text, n numeric(12,2), z timestamptz)"
            )
            connection.execute(
                "INSERT INTO t SELECT i, 0, 'row ' || i, i / 7.0, now() FROM generate_series(1, %s) i", [arguments.rows]
            )
            plan = str(folder / "plan")
            run("plan", source, target, "-o", plan).check_returncode()
            run("run", plan, "--follow", "--for", "0").check_returncode()
            connection.execute(
                "CREATE PROCEDURE churn(n integer) LANGUAGE plpgsql AS $$ BEGIN FOR i IN 1 .. n / 100 LOOP "
                "UPDATE t SET v = v + 1 WHERE id BETWEEN i * 60 % 290000 AND i * 60 % 290000 + 79; "
                "DELETE FROM t WHERE id = i * 7; "
                "INSERT INTO t SELECT 10000000 + i * 20 + k, 1, 'new', 1, now() FROM generate_series(1, 19) k; "
                "COMMIT; END LOOP; END $$"
            )
            connection.execute(f"CALL churn({arguments.changes})")
        begin = time.perf_counter()
        done = run("cutover", plan, "--keep-log")
        seconds = time.perf_counter() - begin
        if done.returncode:
            raise SystemExit(done.stderr)
        lines = done.stderr.splitlines()
        applied = int(next(line for line in lines if "changes applied" in line).split()[0])
        validated = float(next(line for line in lines if "differences" in line).rsplit(",", 1)[1].split()[0])
        rate = applied / (seconds - validated)
        print(
            f"{applied} changes applied in {seconds - validated:.1f} s: {rate:,.0f} changes/s (start of the process included)"
        )
        chance = random.Random(1)
        with psycopg.connect(target, autocommit=True) as connection:
            ids = [i for (i,) in connection.execute("SELECT id FROM t ORDER BY id")]
            chosen = chance.sample(ids, 1000)
            for i, number in enumerate(chosen):
                change = ("UPDATE t SET n = n + 0.01 WHERE id = %s", "UPDATE t SET w = w || '.' WHERE id = %s",
                          "UPDATE t SET z = z + interval '1 us' WHERE id = %s", "DELETE FROM t WHERE id = %s")[i % 4]  # fmt: skip
                connection.execute(change, [number])
        begin = time.perf_counter()
        done = run("validate", plan)
        seconds = time.perf_counter() - begin
        found = next(line for line in done.stderr.splitlines() if "differences" in line)
        print(f"1,000 injected differences: {found}; {len(ids) / seconds:,.0f} rows/s with the start of the process")
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
