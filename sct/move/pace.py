"""How fast rows may go, for all workers together, and what each table has moved so far.

The limits are averages that hold from the first row to the last: what a worker moved is paid for after it went, and the
time the work itself took counts as paid. Time in which nobody worked is not saved up.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sct.move.errors import Stopped, UsageError

LIMIT = re.compile(r"(\d+(?:\.\d+)?) *(rows|[kmg]?b)/s", re.IGNORECASE)
UNITS = {"b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9}


def limits(texts: tuple[str, ...]) -> tuple[int, int]:
    """(rows a second, bytes a second) of `20000rows/s`, `5MB/s`; 0 where nothing is said. Raises UsageError."""
    found = [0, 0]
    for text in texts:
        match = LIMIT.fullmatch(text.strip())
        if match is None or float(match[1]) <= 0:
            raise UsageError("MV0009", f"--rate-limit {text} is not of the form 20000rows/s or 5MB/s (kB, MB, GB)")
        unit = match[2].lower()
        found[unit != "rows"] = max(1, round(float(match[1]) * UNITS.get(unit, 1)))
    return found[0], found[1]


@dataclass(slots=True)
class Moved:
    """Of one table: what earlier runs committed; what went over in this one, taken back where an attempt failed.

    `begun` and `ended` (of the last chunk so far) by the pace's clock.
    """

    rows_before: int = 0
    chunks_before: int = 0
    rows: int = 0
    bytes: int = 0
    ahead: int = 0  # rows of streams under way, by the bytes of a row: an estimate that is not in `rows`
    rows_committed: int = 0  # of `rows`
    bytes_committed: int = 0
    chunks: int = 0  # committed in this run
    working: int = 0
    begun: float | None = None
    ended: float | None = None


class Pace:
    """One for a run; used by all workers. A rate of 0 is no limit."""

    def __init__(
        self,
        rows_per_second: int = 0,
        bytes_per_second: int = 0,
        *,
        stopping: threading.Event | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rates = (rows_per_second, bytes_per_second)
        self._free_at = [0.0, 0.0]  # when all that was paid for would have gone, at each rate
        self._overpaid = [0, 0]  # rows, bytes that somebody waited for and that did not come
        self._busy: dict[int, float] = {}  # who works, and since when
        self.lock = threading.Lock()
        self._stopping = stopping or threading.Event()
        self.clock = clock
        self.tables: dict[str, Moved] = {}

    def limit(self, rows_per_second: int, bytes_per_second: int) -> None:
        """Other limits from now on; 0 leaves the one there is."""
        self._rates = (rows_per_second or self._rates[0], bytes_per_second or self._rates[1])

    @contextmanager
    def work(self, table: str) -> Iterator[Work]:
        """Around one attempt at a chunk. What fails is taken back from the figures, and stays paid for."""
        work = Work(self, table)
        with self.lock:
            now = self.clock()
            moved = self.tables.setdefault(table, Moved())
            moved.begun = now if moved.begun is None else moved.begun
            moved.working += 1
            self._busy[id(work)] = now
        try:
            yield work
        except BaseException:
            self._count(table, -work.rows, -work.bytes, -work.ahead)
            raise
        else:
            with self.lock:
                moved.chunks += 1
                moved.rows_committed += work.rows
                moved.bytes_committed += work.bytes
                moved.ended = self.clock()
        finally:
            with self.lock:
                moved.working -= 1
                del self._busy[id(work)]

    def owe(self, work: Work, rows: int, size: int) -> float:
        """Seconds that `work` has to wait after `rows` and `size` bytes more; its own next time begins after them."""
        with self.lock:
            now = self.clock()
            # Before that moment there was a time when nobody worked: it is lost.
            idle = min(self._busy.values())
            until = now
            for i, paid in enumerate((rows, size)):
                if self._rates[i]:
                    amount = paid - self._overpaid[i]
                    self._overpaid[i] = max(0, -amount)
                    self._free_at[i] = max(self._free_at[i], idle) + max(0, amount) / self._rates[i]
                    until = max(until, self._free_at[i])
            # As agreed, not as the clock will say: who wakes up late need not pay for that.
            self._busy[id(work)] = until
            return until - now

    def pay(self, work: Work, rows: int, size: int, *, committed: bool = False) -> None:
        """As `owe`, and wait. Raises Stopped when the run ends meanwhile, unless the work is committed already."""
        seconds = self.owe(work, rows, size) if any(self._rates) else 0.0
        stopping = self._stopping.wait(seconds) if seconds > 0 else self._stopping.is_set()
        if stopping and not committed:
            raise Stopped

    def found(self, table: str, rows: int) -> None:
        """A chunk that turned out to be there: another attempt moved it, and nobody heard of it."""
        with self.lock:
            moved = self.tables.setdefault(table, Moved())
            moved.rows_before += rows
            moved.chunks -= 1
            moved.chunks_before += 1

    def before(self, table: str, rows: int, chunks: int) -> None:
        """What earlier runs committed of a table."""
        with self.lock:
            moved = self.tables.setdefault(table, Moved())
            moved.rows_before, moved.chunks_before = rows, chunks

    def _count(self, table: str, rows: int, size: int, ahead: int = 0) -> None:
        with self.lock:
            moved = self.tables[table]
            moved.ahead += ahead
            moved.rows += rows
            moved.bytes += size


class Work:
    """An attempt at one chunk, used by one worker. `rows` and `bytes`: what it has moved so far."""

    def __init__(self, pace: Pace, table: str) -> None:
        self.pace, self.table = pace, table
        self.rows = self.bytes = 0
        self.ahead = 0

    def moved(self, rows: int, size: int, *, committed: bool = False) -> None:
        """Count and pay; waits as long as the rate wants it."""
        self._note(rows, size, 0)
        self.pace.pay(self, rows, size, committed=committed)

    def streamed(self, size: int, row_bytes: float, most: float = 0) -> None:
        """A piece of a stream whose rows nobody has counted yet: paid for as rows of `row_bytes` each (0: unknown).

        `most`: as many rows as the chunk should have at most, where `row_bytes` is only an estimate.
        """
        rows = self.guess(size, row_bytes, most)
        self._note(0, size, rows)
        self.pace.pay(self, rows, size)

    def guess(self, size: int, row_bytes: float, most: float) -> int:
        """Rows that `size` bytes more should be."""
        so_far = (self.bytes + size) / row_bytes if row_bytes else 0.0
        return int(min(so_far, most) if most else so_far) - self.ahead

    def counted(self, rows: int) -> None:
        """The rows of a stream that is committed, now that they are known; too much that was paid is given back."""
        ahead = self.ahead
        self._note(rows, 0, -ahead)
        self.pace.pay(self, rows - ahead, 0, committed=True)

    def _note(self, rows: int, size: int, ahead: int) -> None:
        self.rows += rows
        self.bytes += size
        self.ahead += ahead
        self.pace._count(self.table, rows, size, ahead)
