"""What a Spark worker does and what the driver makes of it, in other processes and without Spark (test_spark.py has it)."""

from __future__ import annotations

import json
import multiprocessing
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from sct.move.errors import MoveError, Transient, UsageError
from sct.move.model import Plan
from sct.move.runner import Runner, ends, opened
from sct.move.spark import task
from sct.move.spark.engine import Spark, check_ends, shipped
from tests.move.conftest import Mover

Query = Callable[..., list[tuple[Any, ...]]]
RULES = "chunk_rows: 500\nretries: 1"


class Processes:
    """A cluster of two processes of their own. `before` is called with each chunk that is sent."""

    slots = 2

    def __init__(self, plan: Plan, before: Callable[[int], None] = lambda number: None) -> None:
        self.text, self.before = shipped(plan), before
        self.pool = ProcessPoolExecutor(2, multiprocessing.get_context("spawn"))

    def run(self, table: str, chunk: int, moment: Any) -> dict[str, Any]:
        self.before(chunk)
        # Through JSON, as everything that crosses must be plain data.
        return dict(json.loads(json.dumps(self.pool.submit(task.copy_chunk, self.text, table, chunk, moment).result())))


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    yield
    task.drop()


def run(mover: Mover, before: Callable[[int], None] = lambda number: None) -> Any:
    with opened(mover.folder) as (plan, state):
        source, target = ends(plan)
        cluster = Processes(plan, before)
        try:
            result = Runner(plan, state, source, target, mover.said.append, Spark(cluster)).run()
            return result, state.rows("SELECT lane, sum(rows), sum(attempts) FROM chunk GROUP BY 1")
        finally:
            cluster.pool.shutdown()
            source.close()
            target.close()


def prepared(plan: Plan) -> None:
    source, target = ends(plan)
    target.prepare(plan)
    for number, (name, sql) in enumerate(plan.pre):
        target.step(plan, f"pre {number} {name}", sql)
    source.close()
    target.close()


def table(query: Query, url: str, rows: int = 2000) -> None:
    query(url, "CREATE TABLE t (id integer PRIMARY KEY, v text)")
    query(url, "INSERT INTO t SELECT i, 'v' || i FROM generate_series(1, %s::int) i", rows)
    query(url, "ANALYZE t")


def test_workers_read_what_the_driver_sees(mover: Mover, database: str, other_database: str, query: Query) -> None:
    table(query, other_database)
    assert len(mover.plan(other_database, database, RULES).tables[0].chunks) == 4
    # Every chunk finds a row more than the moment of the run has.
    late = iter(range(10_000, 20_000))
    result, chunks = run(
        mover, lambda _: query(other_database, "INSERT INTO t VALUES (%s, 'late')", next(late)) and None
    )
    assert (result.rows, chunks) == (2000, [("raw", 2000, 4)])
    assert query(database, "SELECT count(*), max(id) FROM t") == [(2000, 2000)]
    assert query(other_database, "SELECT count(*) FROM t") == [(2004,)]


def test_a_chunk_sent_twice_is_there_once(mover: Mover, database: str, other_database: str, query: Query) -> None:
    table(query, other_database)
    plan = mover.plan(other_database, database, RULES)
    text = shipped(plan)

    def first(number: int) -> None:
        if number == 1:  # as a worker that was thought lost would
            assert task.copy_chunk(text, "public.t", 1, None)["rows"] == 500

    result, _ = run(mover, first)
    assert result.rows == 2000
    assert query(database, "SELECT count(*), count(DISTINCT id) FROM t") == [(2000, 2000)]


def test_bad_rows_come_back_to_the_driver(mover: Mover, database: str, tmp_path: Path, query: Query) -> None:
    query(database, "CREATE TABLE t (id integer PRIMARY KEY, v integer)")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "t.csv").write_text("id,v\n1,1\n2,two\n3,3\n")
    mover.plan(f"file://{folder}", database, "on_bad_row: exceptions")
    result, chunks = run(mover)
    assert (result.rows, result.rejected, chunks) == (2, 1, [("careful", 2, 1)])
    with opened(mover.folder) as (_, state):
        ((row, why),) = state.rows("SELECT row, reason FROM rejected")
    assert "two" in row and "v:" in why


def test_a_snapshot_that_is_gone_is_asked_for_again(
    mover: Mover, database: str, other_database: str, query: Query
) -> None:
    table(query, other_database)
    plan = mover.plan(other_database, database, RULES)
    prepared(plan)
    told = task.copy_chunk(shipped(plan), "public.t", 0, "00000003-0000001B-1")
    assert (told["kind"], told["code"]) == ("transient", "MV0011"), told


def test_the_arrow_lane_says_it_of_a_snapshot_too(
    mover: Mover, database: str, other_database: str, query: Query
) -> None:
    table(query, other_database)
    from sct.move import endpoints
    from sct.move.address import parse
    from sct.move.endpoints.protocol import Request

    plan = mover.plan(other_database, database, RULES)
    source = endpoints.source(parse(plan.source, "source"))
    source.see("00000003-0000001B-1")  # type: ignore[attr-defined]
    try:
        with pytest.raises(Transient, match="snapshot is gone"):
            list(source.read(Request(plan.tables[0].source, (), plan.tables[0].chunks[0], "id")))
    finally:
        source.close()


def test_the_plan_that_is_sent_holds_no_password(
    mover: Mover, database: str, other_database: str, query: Query
) -> None:
    table(query, other_database)
    plan = mover.plan(other_database.replace("postgres@", "postgres:sesame@"), database, RULES)
    assert "sesame" not in shipped(plan)


def test_a_worker_without_the_password_says_which_variable(
    mover: Mover, database: str, other_database: str, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    table(query, other_database)
    monkeypatch.setenv("MOVE_PW", "sesame")
    plan = mover.plan(other_database.replace("postgres@", "postgres:${MOVE_PW}@"), database, RULES)
    monkeypatch.delenv("MOVE_PW")
    told = task.copy_chunk(shipped(plan), "public.t", 0, None)
    assert (told["kind"], told["code"]) == ("usage", "MV0002") and "MOVE_PW" in told["message"]


def test_a_fault_of_the_worker_is_told_without_the_password(
    mover: Mover, database: str, other_database: str, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    table(query, other_database)
    monkeypatch.setenv("SCT_TARGET_PASSWORD", "sesame")
    plan = mover.plan(other_database, database, RULES)

    def broken(*_: object) -> None:
        raise KeyError("sesame")

    monkeypatch.setattr(task, "_chunk", broken)
    told = task.copy_chunk(shipped(plan), "public.t", 0, None)
    assert told["code"] == "MV0016" and told["message"].startswith("KeyError at test_spark_contract.py")
    assert "sesame" not in json.dumps(told)


def test_paths_are_the_workers_own(mover: Mover, database: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "t.csv").write_text("id\n1\n")
    plan = mover.plan(f"file://{folder}", database)
    prepared(plan)
    text = shipped(plan)
    assert task.copy_chunk(text, "t", 0, [["t.csv", 5]])["rows"] == 1
    # The same path, another file: what a worker with an old copy would have.
    assert task.copy_chunk(text, "t", 0, [["t.csv", 6]])["code"] == "MV0017"
    (folder / "t.csv").unlink()
    folder.rmdir()
    told = task.copy_chunk(text, "t", 0, [["t.csv", 5]])
    assert told["code"] == "MV0017" and str(folder) in told["message"]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("postgresql://h/a", "embedded:///tmp/x"),
        ("embedded:///tmp/x", "postgresql://h/a"),
        ("postgresql://h/a", "sqlite:////tmp/x.db"),
        ("postgresql://h/a", "duckdb:////tmp/x.db"),
        ("postgresql://h/a", "file:///tmp/x"),
        ("sqlite:x.db", "postgresql://h/a"),
    ],
)
def test_ends_that_workers_cannot_use_are_refused(source: str, target: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_ends(Plan("0", source, target, []))
    assert caught.value.code == "MV0017"


def test_ends_that_workers_can_use() -> None:
    check_ends(Plan("0", "sqlite:////tmp/x.db", "s3://key@bucket/x", []))


def start(master: str) -> None:
    from sct.move.spark.session import cluster

    with cluster(Plan("0", "postgresql://h/a", "postgresql://h/b", []), master, lambda _: None):
        raise AssertionError("nothing to start")


def test_what_is_missing_here_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not of the form"):
        start("sparky://x")
    with pytest.raises(MoveError, match=r"no Spark master answers: 127\.0\.0\.1:1: Connection refused"):
        start("spark://127.0.0.1:1")
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(UsageError, match=r"pyspark is not installed; pip install 'sct\[spark\]'"):
        start("local[1]")
    monkeypatch.setitem(sys.modules, "pyspark", _Anything())
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(UsageError, match="there is no bin/java in it"):
        start("local[1]")
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="no java on the PATH"):
        start("local[1]")


class _Anything:
    SparkConf = SparkContext = None


def test_a_silent_worker_is_noticed_by_the_target(database: str) -> None:
    from sct.move.address import parse
    from sct.move.endpoints.postgres.connect import connect

    with connect(parse(database, "target")) as connection:
        assert connection.execute("SHOW tcp_keepalives_idle").fetchone() == ("60",)


def test_the_command_wants_a_master(tmp_path: Path, mover: Mover, database: str, other_database: str) -> None:
    from click.testing import CliRunner

    from sct.cli.main import cli

    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "t.csv").write_text("id\n1\n")
    mover.plan(f"file://{tmp_path / 'in'}", database)
    for more in (["--engine", "spark"], ["--master", "local[1]"]):
        done = CliRunner().invoke(cli, ["move", "run", str(mover.folder), *more])
        assert done.exit_code == 2 and "MV0014 --engine spark and --master belong together" in done.output
