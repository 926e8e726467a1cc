"""The same plan on a Spark of our own: a master and two workers on loopback, one of them killed in the middle.

Half a gigabyte of pyspark and a minute of time: `make test-move-slow`, or SCT_SPARK=1.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.move.conftest import Mover
from tests.servers import free_port

pytestmark = pytest.mark.skipif(not os.environ.get("SCT_SPARK"), reason="SKIPPED: Spark, slow: SCT_SPARK=1 runs it")

ROOT = Path(__file__).parents[2]
Query = Callable[..., list[tuple[Any, ...]]]
ROWS = 200_000
LOCAL = {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOCAL_HOSTNAME": "127.0.0.1"}
SECRET = "sesame-4711"


class Standalone:
    """A master and its workers, each with one core; ended by process id."""

    def __init__(self, folder: Path) -> None:
        pyspark = pytest.importorskip("pyspark")
        if shutil.which("java") is None:
            pytest.skip("SKIPPED: Spark needs Java")
        self.home, self.folder = Path(pyspark.__file__).parent, folder
        self.port, self.page = free_port(), free_port()
        self.processes: list[subprocess.Popen[bytes]] = []
        self._java("master", "master.Master", "--port", str(self.port), "--webui-port", str(self.page))
        for number in (1, 2):
            self.worker(number)
        deadline = time.monotonic() + 60
        while self.said(self.url(self.page) + "/json/").count('"ALIVE"') < 3:  # the master's own state is the third
            assert time.monotonic() < deadline, self.logs()
            time.sleep(0.3)

    @property
    def master(self) -> str:
        return f"spark://127.0.0.1:{self.port}"

    def url(self, port: int) -> str:
        return f"http://127.0.0.1:{port}"

    def said(self, url: str) -> str:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return str(answer.read().decode())
        except OSError:
            return ""

    def worker(self, number: int) -> None:
        work = self.folder / f"work{number}"
        self._java(
            f"worker{number}", "worker.Worker", "--cores", "1", "--memory", "1g", "--work-dir", str(work), self.master
        )

    def _java(self, name: str, kind: str, *more: str) -> None:
        # The workers' environment is where the passwords are.
        environ = {**os.environ, **LOCAL, "SPARK_HOME": str(self.home), "MOVE_PW": SECRET}
        command = [
            str(self.home / "bin" / "spark-class"),
            f"org.apache.spark.deploy.{kind}",
            "--host",
            "127.0.0.1",
            *more,
        ]
        with (self.folder / f"{name}.log").open("wb") as log:
            self.processes.append(
                subprocess.Popen(command, env=environ, stdout=log, stderr=log, start_new_session=True, cwd=self.folder)
            )

    def kill(self, index: int) -> None:
        """A worker with its executors, as when its machine is lost: all of them are of one process group and session."""
        session = os.getsid(self.processes[index].pid)
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    if os.getsid(int(entry.name)) == session:
                        os.kill(int(entry.name), signal.SIGKILL)
                except ProcessLookupError:
                    continue
        self.processes[index].wait()

    def logs(self) -> str:
        files = [
            f for f in self.folder.rglob("*") if f.is_file() and f.suffix in (".log", "") and f.stat().st_size < 1e7
        ]
        return "\n".join(f.read_text("utf-8", "replace") for f in files)

    def stop(self) -> None:
        for index in reversed(range(len(self.processes))):
            if self.processes[index].poll() is None:
                self.kill(index)


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVE_PW", SECRET)


@pytest.fixture(scope="module")
def standalone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standalone]:
    found = Standalone(tmp_path_factory.mktemp("spark"))
    yield found
    found.stop()


def start(folder: Path, master: str, **more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", "from sct.cli import main; main()", "move", "run", str(folder)]
    environ = {**os.environ, **LOCAL, "MOVE_PW": SECRET, "PYSPARK_PYTHON": sys.executable, **more}
    return subprocess.Popen(
        [*command, "--engine", "spark", "--master", master],
        cwd=ROOT,
        env=environ,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )


def table(query: Query, url: str, rows: int = ROWS) -> None:
    query(url, "CREATE TABLE t (id integer PRIMARY KEY, v text, n numeric(10,2), z timestamptz)")
    query(url, "INSERT INTO t SELECT i, 'v' || i, i / 7.0, now() FROM generate_series(1, %s::int) i", rows)
    query(url, "ANALYZE t")


def with_password(url: str) -> str:
    return url.replace("postgres@", "postgres:${MOVE_PW}@")


def test_a_worker_is_lost_and_every_row_is_there_once(
    standalone: Standalone, mover: Mover, database: str, other_database: str, query: Query
) -> None:
    table(query, other_database)
    # The rate keeps the run going for long enough to lose a worker in it.
    mover.plan(with_password(other_database), with_password(database), "chunk_rows: 4000\nrows_per_second: 12000")
    process = start(mover.folder, standalone.master)
    deadline = time.monotonic() + 90
    ledger = "SELECT count(*) FROM sct_move.ledger WHERE rows > 0"
    done = 0
    while done < 8:
        assert time.monotonic() < deadline and process.poll() is None, (
            process.communicate()[1] + standalone.logs()[-5000:]
        )
        time.sleep(0.2)
        there = query(database, "SELECT to_regclass('sct_move.ledger') IS NOT NULL")
        done = query(database, ledger)[0][0] if there == [(True,)] else 0
    # While it runs its pages are there: what they and the logs say holds no password.
    pages = "".join(
        standalone.said(standalone.url(port) + path)
        for port in range(4040, 4044)
        for path in ("/environment/", "/executors/", "/jobs/", "/stages/")
    )
    assert "sct move" in pages
    standalone.kill(2)
    left = done
    while left < 30:
        assert time.monotonic() < deadline and process.poll() is None, (
            process.communicate()[1] + standalone.logs()[-5000:]
        )
        time.sleep(0.1)
        left = query(database, ledger)[0][0]
    _, said = process.communicate(timeout=120)
    assert process.returncode == 0, said + standalone.logs()[-5000:]
    assert "Both sides agree in every row." in said
    whole = "SELECT count(*), count(DISTINCT id), sum(hashtextextended(t::text, 0)) FROM t"
    assert query(database, whole) == query(other_database, whole)
    assert query(database, "SELECT sum(rows) FROM sct_move.ledger") == [(ROWS,)]
    assert SECRET not in pages + standalone.logs() + said
    standalone.worker(3)


def test_the_driver_is_killed_and_goes_on(
    standalone: Standalone, mover: Mover, database: str, other_database: str, query: Query
) -> None:
    table(query, other_database, 40_000)
    mover.plan(with_password(other_database), with_password(database), "chunk_rows: 2000\nrows_per_second: 10000")
    process = start(mover.folder, standalone.master)
    deadline = time.monotonic() + 90
    while query(database, "SELECT to_regclass('sct_move.ledger') IS NULL") == [(True,)] or query(
        database, "SELECT count(*) < 3 FROM sct_move.ledger"
    ) == [(True,)]:
        assert time.monotonic() < deadline and process.poll() is None, process.communicate()[1]
        time.sleep(0.1)
    process.kill()
    process.communicate()
    process = start(mover.folder, standalone.master)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 0, said
    assert query(database, "SELECT count(*), count(DISTINCT id) FROM t") == [(40_000, 40_000)]


def test_what_workers_lack_is_named(
    standalone: Standalone, mover: Mover, database: str, other_database: str, query: Query, tmp_path: Path
) -> None:
    table(query, other_database, 10)
    mover.plan(other_database, database, "retries: 0")
    _, said = start(mover.folder, standalone.master, PYSPARK_PYTHON="/no/python").communicate(timeout=120)
    assert "MV0016 a worker cannot run /no/python" in said, said
    bare = tmp_path / "bare"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(bare)], check=True)
    process = start(mover.folder, standalone.master, PYSPARK_PYTHON=str(bare / "bin" / "python"))
    _, said = process.communicate(timeout=120)
    assert process.returncode == 2 and "MV0016 worker" in said and "its Python cannot load sct" in said, said


def test_no_worker_comes(
    mover: Mover, standalone: Standalone, database: str, other_database: str, query: Query
) -> None:
    table(query, other_database, 10)
    mover.plan(other_database, database)
    # More memory than any worker has.
    conf = mover.folder / "conf"
    conf.mkdir()
    (conf / "spark-defaults.conf").write_text("spark.executor.memory 64g\n")
    process = start(mover.folder, standalone.master, SPARK_CONF_DIR=str(conf), SCT_SPARK_WAIT="3")
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1 and "gave no executor in 3 s" in said, said
