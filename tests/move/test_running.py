"""A run as people see it: lines while it works, `sct move status` from another shell, signals, the page after."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sct.move.model import Plan, TablePlan
from sct.move.pace import Pace
from sct.move.page import page
from sct.move.progress import Progress
from sct.move.runner import Runner
from sct.move.speed import Speed
from sct.move.state import State
from sct.move.status import status, words
from sct.move.words import duration, lines_of
from tests.move.commands import ROOT, SCT, started, until
from tests.move.conftest import Mover

Query = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def slow(mover: Mover, database: str, other_database: str, query: Query) -> Mover:
    """Three tables that take half a minute at the limit of the plan."""
    for name in ("a", "b", "c"):
        query(other_database, f"CREATE TABLE {name} (id integer PRIMARY KEY, w text)")
        query(other_database, f"INSERT INTO {name} SELECT i, repeat('w', 100) FROM generate_series(1, 20000) i")
        query(other_database, f"ANALYZE {name}")
    mover.plan(other_database, database, "chunk_rows: 5000\nrows_per_second: 2000")
    return mover


def test_status_from_another_shell_a_signal_and_what_is_left(slow: Mover, database: str, query: Query) -> None:
    folder = str(slow.folder)
    process = started("run", folder)
    try:
        until(lambda: any(t.get("rows_per_second") for t in status(slow.folder)["tables"]))
        shown = subprocess.run([*SCT, "status", folder], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        assert "loading; a command is at work: rows" in shown
        whole = shown.splitlines()[1]
        assert "of about 60,000 rows" in whole and "rows/s" in whole and "MB/s" in whole and "left" in whole
        told = subprocess.run([*SCT, "status", folder, "--json"], cwd=ROOT, capture_output=True, text=True, check=True)
        found = json.loads(told.stdout)
        assert found["running"] and found["phase"]["name"] == "rows"
        busy = [t for t in found["tables"] if t["working"]]
        assert busy and all(t["expected"] == 20_000 for t in busy)
        assert 0 < found["live"]["rows"]["seconds_left"] < 600
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 130 and "Stopped: what is committed stays" in said and "Traceback" not in said
    found = status(slow.folder)
    assert not found["running"] and found["state"] == "loading"
    assert "the last command ended with stopped by a signal" in words(found)
    before = query(database, "SELECT count(*) FROM sct_move.ledger")[0][0]
    assert before < 12
    done = subprocess.run(
        [*SCT, "run", folder, "--rate-limit", "200000rows/s"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "60,000 rows in" in done.stderr and (before == 0 or "by earlier runs" in done.stderr)
    assert [query(database, f"SELECT count(*) FROM {t}") for t in "abc"] == [[(20_000,)]] * 3
    html = (slow.folder / "report.html").read_text()
    assert "The last command ended" not in html and "rows moved" in html and "at work" not in html
    assert status(slow.folder)["tables"][0]["speed"]["rows"] == 20_000


def test_sigterm_ends_as_ctrl_c_does(slow: Mover, query: Query, database: str) -> None:
    process = started("run", str(slow.folder))
    try:
        until(lambda: any(t.get("working") for t in status(slow.folder)["tables"]))
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 130 and "Stopped" in said
    ours = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'sct move%'"
    )
    until(lambda: query(database, ours) == [(0,)])


def test_a_killed_run_does_not_look_alive(slow: Mover) -> None:
    process = started("run", str(slow.folder))
    until(lambda: any(t.get("working") for t in status(slow.folder)["tables"]))
    process.kill()
    process.communicate()
    found = status(slow.folder)
    assert not found["running"] and "live" not in found
    assert "loading; no command is at work: `sct move run` goes on" in words(found)


def test_a_trouble_is_in_status_and_page_until_it_is_gone(
    mover: Mover, database: str, query: Query, tmp_path: Path
) -> None:
    source = tmp_path / "rows"
    source.mkdir()
    (source / "t.csv").write_text("id\n1\nx\n")
    query(database, "CREATE TABLE t (id integer)")
    mover.plan(f"file://{source}", database)
    process = started("run", str(mover.folder))
    process.communicate(timeout=60)
    assert process.returncode == 1
    assert "the last command ended with MV0040" in words(status(mover.folder))
    assert "The last command ended with MV0040" in (mover.folder / "report.html").read_text()
    (source / "t.csv").write_text("id\n1\n2\n")
    process = started("run", str(mover.folder))
    process.communicate(timeout=60)
    assert process.returncode == 0 and "error" not in status(mover.folder)


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def plan_of(*tables: tuple[str, int | None, int]) -> Plan:
    from sct.move.model import Chunk

    made = [
        TablePlan(name, ("", name), ("", name), [], rows=rows, chunks=[Chunk(i) for i in range(chunks)])
        for name, rows, chunks in tables
    ]
    return Plan("p", "sqlite:////a", "sqlite:////b", made)


def test_the_block_on_a_terminal_and_plain_lines_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sct.move import progress as module

    monkeypatch.setattr(module, "EVERY_SECONDS", 0.02)
    monkeypatch.setattr(module, "PLAIN_SECONDS", (0.02, 0.02))
    monkeypatch.setenv("TERM", "xterm")
    plan = plan_of(("one", 1000, 2), ("two", None, 1))
    texts = []
    for out in (Screen(), io.StringIO()):
        state, pace = State(tmp_path), Pace()
        with Progress(plan, state, out) as progress:
            progress.watch(pace)
            state.phase("rows")
            with pace.work("one") as work:
                work.moved(500, 5000)
                until(lambda out=out: "500 of about 1,000" in out.getvalue())  # type: ignore[misc]
                progress.say("a line")
        state.close()
        texts.append(out.getvalue())
    block, plain = texts
    assert "\x1b[3F\x1b[Ja line\n" in block  # the block of three lines makes way
    assert block.count("  one  500 of about") == block.count("\x1b[3F\x1b[J")  # and is taken away at the end
    assert "\x1b" not in plain and "  two  0 rows, waits\n" in plain and "a line\n" in plain


def test_estimates_of_what_is_left() -> None:
    now = [0.0]
    pace = Pace(clock=lambda: now[0])
    speed = Speed(plan_of(("one", 1000, 4), ("two", None, 2)), pace)
    with pace.work("one") as work:
        now[0] = 5.0
        work.moved(300, 3000)
        found = speed.look()
        assert found["rows"] == 300 and found["expected"] is None  # of the second table nothing is known
        assert found["rows_per_second"] == pytest.approx(60)
        one = found["tables"][0]
        assert (one["expected"], one["working"]) == (1000, True)
        assert one["seconds_left"] == pytest.approx(700 / 60)
    with pace.work("two") as work:
        now[0] = 10.0
        work.moved(100, 1000)
    found = speed.look()
    # what is through says more than the source's estimate: 300 rows a chunk
    assert [t["expected"] for t in found["tables"]] == [1200, 200]
    assert found["seconds_left"] == pytest.approx(1000 / 40)
    now[0] = 20.0
    assert speed.look()["rows_per_second"] == 0  # nothing for ten seconds: it is said


def test_words() -> None:
    assert [duration(s) for s in (0.4, 36, 250, 7500)] == ["0 s", "36 s", "4 min 10 s", "2 h 05 min"]
    phase = {"name": "after the rows", "since": 0.0, "step": "index t i", "left": 2, "of": 5}
    assert lines_of({"at": 90.0, "phase": phase}, 5) == [
        "after the rows: 3 of 5 steps done, at work on index t i, since 90 s"
    ]
    told = {"applied": 5000, "changes_per_second": 250.4, "seconds_behind": 0.3, "bytes_behind": 1_500_000}
    assert lines_of({"at": 1.0, "phase": {"name": "following", "since": 0.0}, "follow": told}, 5) == [
        "following: 5,000 changes applied, 250/s, 0.3 s behind, 1.5 MB of log behind"
    ]


def test_many_tables_are_not_all_shown() -> None:
    pace = Pace()
    plan = plan_of(*((f"t{i}", 100, 1) for i in range(30)))
    speed = Speed(plan, pace)
    with pace.work("t0"):
        pass
    with pace.work("t7") as work:
        work.moved(50, 5)
        lines = lines_of({"at": 0.0, "phase": {"name": "rows", "since": 0.0}, "rows": speed.look()}, 12)
    assert len(lines) == 3 and lines[1].startswith("  t7  50 of about 100")
    assert lines[2] == "  29 other tables: 1 done, 28 to come"


def test_a_load_that_fails_stops_the_others_at_once(slow: Mover, query: Query, database: str) -> None:
    """Whoever waits for the rate is woken, and nothing more is begun."""
    from sct.move.errors import Stopped
    from sct.move.runner import ends, opened

    with opened(slow.folder) as (plan, state):
        source, target = ends(plan)
        try:
            runner = Runner(plan, state, source, target, slow.said.append)
            runner.pace.limit(100, 0)

            def fail() -> None:
                until(lambda: bool(query(database, "SELECT 1 FROM pg_class WHERE relname = 'a'")))
                time.sleep(0.5)
                runner.stopping.set()

            thread = threading.Thread(target=fail)
            thread.start()
            begin = time.monotonic()
            with pytest.raises(Stopped):
                runner.run()
            assert time.monotonic() - begin < 60  # of ten minutes
            thread.join()
        finally:
            source.close()
            target.close()


def test_the_page_of_a_run_at_work() -> None:
    pace = Pace()
    plan = plan_of(("t", 100, 2))
    speed = Speed(plan, pace)
    with pace.work("t") as work:
        work.moved(50, 5)
        rows = speed.look()
    table = {"table": "t", "chunks": 2, "done": 1, "rows": 50, "rejected": 0, **rows["tables"][0], "rows_under_way": 0}
    table["chunks"] = 2
    phase = {"name": "rows", "since": 0.0}
    html = page({
        "plan": "p", "source": "a", "target": "b", "state": "loading", "findings": [], "tables": [table], "running": True,
        "phase": phase, "live": {"at": 0.0, "phase": phase, "rows": rows},
        "follow": {"applied": 3, "position": {"lsn": "0/1"}, "seconds_behind": 0.1},
    })  # fmt: skip
    assert "A command is at work: rows. 50 of about 100 rows (50 %)" in html
    assert "3 changes applied, 0.1 s behind" in html and "0/1" in html
