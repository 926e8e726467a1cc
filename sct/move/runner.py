"""The run: DDL before, rows, DDL after, sequences, proof. Engine-neutral; killed anywhere, run again, it goes on."""

from __future__ import annotations

import contextlib
import fcntl
import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import IO, TypeVar

from sct.move import endpoints
from sct.move.address import parse
from sct.move.capture import ChangeSource, ChangeTarget, unplanned
from sct.move.endpoints.protocol import Placed, Restarting, Source, Target
from sct.move.engine import ChunkCopier, Engine, Local
from sct.move.errors import Lacking, MoveError, Stopped, Transient, UsageError
from sct.move.model import Chunk, Plan, TablePlan, load
from sct.move.pace import Pace
from sct.move.state import State
from sct.move.status import locked

T = TypeVar("T")
Say = Callable[[str], None]
PARTS = {"pre": "before the rows", "post": "after the rows"}
SIDE_BY_SIDE = ("key ", "index ")  # names of steps that need no other of their kind (Target.create_statements)


@dataclass(slots=True)
class RunResult:
    """`rows` and `rejected`: of the plan, whichever run moved them; `moved`: rows of this run."""

    rows: int = 0
    moved: int = 0
    rejected: int = 0
    seconds: float = 0.0
    rows_seconds: float = 0.0  # of `seconds`: from the first row to the last
    told: list[str] = field(default_factory=list)


@contextmanager
def opened(folder: Path) -> Iterator[tuple[Plan, State]]:
    """The plan and its state; one run at a time on a plan."""
    plan = load(folder)
    with (folder / "lock").open("w") as lock:
        if not _taken(lock):
            raise UsageError("MV0006", f"another `sct move run` works on {folder}")
        state = State(folder)
        try:
            yield plan, state
        finally:
            state.close()


@contextmanager
def beside(folder: Path) -> Iterator[tuple[Plan, State, bool]]:
    """As `opened`, or, while a run follows changes, beside it (True); one such at a time."""
    load(folder)  # no plan: nothing is made there
    state = State(folder)
    try:
        follows = locked(folder) and (state.get("phase") or {}).get("name") == "following"
    finally:
        state.close()
    if not follows:
        with opened(folder) as (plan, state):
            yield plan, state, False
        return
    with (folder / "validate.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError("MV0006", f"another `sct move validate` works on {folder}") from None
        plan, state = load(folder), State(folder)
        try:
            yield plan, state, True
        finally:
            state.close()


def _taken(lock: IO[str]) -> bool:
    """Whether the lock is ours now; `sct move status` holds it for a moment to see whether anybody has it."""
    for _ in range(20):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            time.sleep(0.05)
    return False


def ends(plan: Plan, say: Callable[[str], None] = lambda text: None) -> tuple[Source, Target]:
    """Both sides of a plan, connected."""
    source = patiently(lambda: endpoints.source(parse(plan.source, "source")), plan.options.retries, say)
    try:
        return source, patiently(lambda: endpoints.target(parse(plan.target, "target")), plan.options.retries, say)
    except BaseException:
        source.close()
        raise


def patiently(
    work: Callable[[], T], retries: int, say: Say = lambda text: None, stop: threading.Event | None = None
) -> T:
    """`work`, tried again after transient troubles, with a growing, jittered wait."""
    for attempt in range(retries + 1):
        try:
            return work()
        except Transient as error:
            if attempt == retries or (stop is not None and stop.is_set()):
                raise
            pause = min(30.0, 0.2 * 2**attempt) * random.uniform(0.7, 1.3)
            say(f"{error}; again in {pause:.1f} s")
            (stop or threading.Event()).wait(pause)
    raise AssertionError("unreachable")


class Runner:
    """One `sct move run`."""

    def __init__(
        self,
        plan: Plan,
        state: State,
        source: Source,
        target: Target,
        say: Say,
        engine: Engine | None = None,
        changes: ChangeSource | None = None,
    ) -> None:
        """`changes`: what captures them, else the source itself (following.change_source)."""
        self.plan, self.state, self.source, self.target, self.say = plan, state, source, target, say
        self.engine = engine or Local()
        self.changes = changes if changes is not None else source
        self.stopping = threading.Event()
        self._steps_left = [0, 0]
        self.pace = Pace(plan.options.rows_per_second, plan.options.bytes_per_second, stopping=self.stopping)

    def run(self, *, follow: bool = False) -> RunResult:
        """Everything up to the rows' being in; the proof is the caller's next step.

        `follow`: before the first row is read, the source's log is told to keep what comes from now on.
        """
        begin = time.monotonic()
        result = RunResult()
        self.state.phase("before the rows")
        self.patiently(lambda: self.target.prepare(self.plan))
        self._steps("pre", self.plan.pre)
        done = self.patiently(lambda: self.target.done(self.plan))
        self._first_look(done)
        if follow:
            self._begin_capture(done)
        rows_begin = time.monotonic()
        self._rows(done)
        result.rows_seconds = time.monotonic() - rows_begin
        self.state.phase("after the rows")
        self._steps("post", self.plan.post)
        self.state.phase("sequences")
        result.told = self.patiently(lambda: self.target.finish(self.plan))
        done = self.patiently(lambda: self.target.done(self.plan))
        result.rows = sum(rows for rows, _ in done.values())
        result.rejected = sum(bad for _, bad in done.values())
        result.moved = sum(m.rows for m in self.pace.tables.values())
        result.seconds = time.monotonic() - begin
        noted = ("rows", "moved", "rejected", "seconds", "rows_seconds")
        self.state.set("load", {name: getattr(result, name) for name in noted})
        return result

    def patiently(self, work: Callable[[], T]) -> T:
        return patiently(work, self.plan.options.retries, self.say, self.stopping)

    def _steps(self, part: str, steps: list[tuple[str, str]]) -> None:
        """In the plan's order; neighbours that touch only their own tables run side by side."""
        workers = max(1, self.plan.options.workers if self.target.parallel else 1)
        numbered = [(f"{part} {number} {name}", name, sql) for number, (name, sql) in enumerate(steps)]
        self._steps_left = [len(numbered), len(numbered)]
        for apart, group in groupby(numbered, lambda step: step[1].startswith(SIDE_BY_SIDE)):
            if not apart or workers == 1:
                for step in group:
                    self._step(part, *step)
                continue
            with ThreadPoolExecutor(workers, thread_name_prefix="step") as pool:
                _first_trouble([pool.submit(self._step, part, *step) for step in group], self.stopping)
        self._whole()

    def _step(self, part: str, mark: str, name: str, sql: str) -> None:
        if self.stopping.is_set():
            return
        begin = time.monotonic()
        self.state.phase(PARTS[part], step=name, left=self._steps_left[0], of=self._steps_left[1])
        try:
            self.patiently(lambda: self.target.step(self.plan, mark, sql))
        except Transient:
            raise
        except MoveError as error:
            raise MoveError("MV0042", f"{part}-data, {name}: {error.args[0]}") from None
        self.state.step(mark, time.monotonic() - begin)
        self._steps_left[0] -= 1

    def _first_look(self, done: dict[tuple[str, int], tuple[int, int]]) -> None:
        """Tables the ledger knows nothing of must be empty, unless the rules say otherwise."""
        if done or self.state.get("rows_begun"):
            self.state.set("rows_begun", True)
            return
        policy = self.plan.options.target_rows
        full = [t for t in self.plan.tables if policy != "append" and self.target.has_rows(t.target)]
        if full and policy == "refuse":
            names = ", ".join(".".join(filter(None, t.target)) for t in full[:5])
            message = f"{names}: the target has rows already; rules: target_rows: truncate | append"
            raise MoveError("MV0043", message)
        if full:
            self.target.truncate([t.target for t in self.plan.tables])
        with contextlib.suppress(Lacking):
            self.state.set("position", self.patiently(self.source.position))
        self.state.set("rows_begun", True)

    def _begin_capture(self, done: dict[tuple[str, int], tuple[int, int]]) -> None:
        if not isinstance(self.changes, ChangeSource) or not isinstance(self.target, ChangeTarget):
            raise UsageError("MV0015", "changes of this source, or into this target, cannot be followed")
        filtered = [t.id for t in self.plan.tables if t.filter]
        if filtered:
            message = f"{', '.join(filtered[:5])}: rules filter its rows, and the log's rows are not asked the filter"
            raise UsageError("MV0055", message)
        source, target = self.changes, self.target
        if self.patiently(lambda: target.position(self.plan)) is not None:
            return
        if done:
            raise MoveError("MV0052", "the load began without --follow, so the changes since are unknown: load again")
        position = self.patiently(lambda: source.capture_begin(self.plan))
        # Looked at after the log is kept: what is added from here on is in the log.
        new = unplanned(self.plan, self.patiently(self.source.catalog))
        if new:
            source.capture_end(self.plan)
            raise MoveError("MV0056", f"{', '.join(new[:5])}: added since the plan was made")
        self.patiently(lambda: target.set_position(self.plan, position))

    def reread_sequences(self) -> None:
        """Where the source's sequences stand by now."""
        now = {(s.schema, s.name): s.next_value for s in self.patiently(self.source.sequences)}
        for item in self.plan.sequences:
            item.next_value = now.get((item.source_schema, item.name), item.next_value)

    def _rows(self, done: dict[tuple[str, int], tuple[int, int]]) -> None:
        if all((t.id, c.id) in done for t in self.plan.tables for c in t.chunks):
            self._recall(done)
            return
        self.state.phase("rows")
        with self.source.snapshot():
            done = self._begun_anew(done)
            self._recall(done)
            self._chunks([(t, c) for t in self.plan.tables for c in t.chunks if (t.id, c.id) not in done])

    def _begun_anew(self, done: dict[tuple[str, int], tuple[int, int]]) -> dict[tuple[str, int], tuple[int, int]]:
        """The ledger, without tables whose chunks of an earlier run do not go with those that are left."""
        source, begun = self.source, {table for table, _ in done}
        if not isinstance(source, Placed):
            return done
        for table in self.plan.tables:
            name = f"places {table.id}"
            mark = self.state.get(name) if table.id in begun else None
            if all((table.id, c.id) in done for c in table.chunks) or source.places(table) is None:
                continue
            if table.id in begun and (mark is None or not source.unmoved(table, mark)):
                self._restart(table)
                done = {entry: counts for entry, counts in done.items() if entry[0] != table.id}
                mark = None
            if mark is None:
                self.state.set(name, source.places(table))
        return done

    def _restart(self, table: TablePlan) -> None:
        target = self.target
        if self.plan.options.target_rows == "append" or not isinstance(target, Restarting):
            message = f"{table.id}: rows of the source came or moved since the run that was killed"
            raise MoveError("MV0049", message)
        self.say(f"{table.id}: rows came or moved since the run that was killed: the table begins anew")
        self.patiently(lambda: target.restart(self.plan, table))
        self.state.forget(table.id)

    def _chunks(self, work: list[tuple[TablePlan, Chunk]]) -> None:
        copiers = {
            t.id: self.engine.copier(self.plan, t, self.source, self.target, self.pace) for t in self.plan.tables
        }
        workers = min(len(work), self.engine.at_once(self.plan, self.target))
        try:
            with ThreadPoolExecutor(workers, thread_name_prefix="move") as pool, self._stopping_all():
                self._all([pool.submit(self._chunk, copiers[t.id], t, c) for t, c in _interleaved(work)])
        finally:
            self._note_speeds()  # when the last worker has ended
        self._whole()

    def _whole(self) -> None:
        """Chunks and steps that were left are no trouble of their own, and no load that is whole."""
        if self.stopping.is_set():
            raise Stopped

    @contextmanager
    def _stopping_all(self) -> Iterator[None]:
        """Whatever ends the work, the pool does not wait for what was not begun."""
        try:
            yield
        except BaseException:
            self.stopping.set()
            raise

    def _all(self, jobs: list[Future[None]]) -> None:
        """Ctrl-C, too, lets who is at work stop at the next batch, and nobody begins another chunk."""
        try:
            _first_trouble(jobs, self.stopping)
        except BaseException:
            for job in jobs:
                job.cancel()
            raise

    def _note_speeds(self) -> None:
        """What each table moved in how many seconds, from its first row to its last; of earlier runs added."""
        noted: dict[str, dict[str, float]] = self.state.get("speeds") or {}
        for name, moved in self.pace.tables.items():
            if moved.begun is None or moved.ended is None:
                continue
            before = noted.get(name, {"rows": 0, "bytes": 0, "seconds": 0.0})
            noted[name] = {
                "rows": before["rows"] + moved.rows_committed,
                "bytes": before["bytes"] + moved.bytes_committed,
                "seconds": before["seconds"] + moved.ended - moved.begun,
            }
        self.state.set("speeds", noted)

    def _recall(self, done: dict[tuple[str, int], tuple[int, int]]) -> None:
        """The state file follows the ledger: what a killed run committed and did not note."""
        known = {(t, i) for t, i in self.state.rows("SELECT tab, id FROM chunk WHERE state = 'done'")}
        for (table, chunk), (rows, rejected) in done.items():
            if (table, chunk) not in known:
                self.state.chunk(table, chunk, "done", rows=rows, rejected=rejected)
        there: dict[str, list[int]] = {}
        for (table, _), (rows, _) in done.items():
            there.setdefault(table, []).append(rows)
        for table, parts in there.items():
            self.pace.before(table, sum(parts), len(parts))

    def _chunk(self, copier: ChunkCopier, table: TablePlan, chunk: Chunk) -> None:
        if self.stopping.is_set():
            return
        attempts = 0

        def once() -> None:
            nonlocal attempts
            attempts += 1
            begin = time.monotonic()
            self.state.chunk(table.id, chunk.id, "running", attempts=attempts)
            result = copier.copy(chunk)
            seconds = time.monotonic() - begin
            if result.already:
                rows, bad = self.target.done(self.plan)[(table.id, chunk.id)]
                self.pace.found(table.id, rows)
                self.state.chunk(table.id, chunk.id, "done", rows=rows, rejected=bad, seconds=seconds)
                return
            rejected = result.rejected or []
            if rejected:
                self.state.reject(table.id, chunk.id, rejected)
            self.state.chunk(
                table.id,
                chunk.id,
                "done",
                rows=result.rows,
                bytes=result.bytes,
                rejected=len(rejected),
                seconds=seconds,
                lane=result.lane,
                error=None,
            )

        try:
            self.patiently(once)
        except Stopped:
            self.state.chunk(table.id, chunk.id, "stopped")
        except Exception as error:
            self.state.chunk(table.id, chunk.id, "failed", error=str(error))
            raise


def _first_trouble(jobs: list[Future[None]], stopping: threading.Event) -> None:
    """Wait for all `jobs`; the first that fails stops the others, and its error is raised when they have ended."""
    finished, _ = wait(jobs, return_when=FIRST_EXCEPTION)
    failed = [j for j in finished if j.exception() is not None]
    if not failed:
        return
    stopping.set()
    for job in jobs:
        job.cancel()
    wait(jobs)
    failed[0].result()


def _interleaved(work: list[tuple[TablePlan, Chunk]]) -> list[tuple[TablePlan, Chunk]]:
    """Big tables first, and several tables at once: chunks are dealt out in turn."""
    by_table: dict[str, list[tuple[TablePlan, Chunk]]] = {}
    for table, chunk in work:
        by_table.setdefault(table.id, []).append((table, chunk))
    lanes = sorted(by_table.values(), key=len, reverse=True)
    dealt: list[tuple[TablePlan, Chunk]] = []
    for turn in range(max(len(lane) for lane in lanes)):
        dealt += [lane[turn] for lane in lanes if turn < len(lane)]
    return dealt
