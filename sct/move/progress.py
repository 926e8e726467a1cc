"""Progress for people while rows move: a line every few seconds on a terminal, nothing else anywhere."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from types import TracebackType

from sct.move.model import Plan
from sct.move.state import State

EVERY_SECONDS = 2.0


class Progress:
    """Reads the state from a thread of its own."""

    def __init__(self, plan: Plan, state: State, say: Callable[[str], None]) -> None:
        self.plan, self.state, self.say = plan, state, say
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._loop, daemon=True)
        self._chunks = sum(len(t.chunks) for t in plan.tables)

    def __enter__(self) -> Progress:
        if sys.stderr.isatty():
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _loop(self) -> None:
        begin, first = time.monotonic(), None
        while not self._end.wait(EVERY_SECONDS):
            query = "SELECT COALESCE(SUM(rows), 0), COALESCE(SUM(bytes), 0), COUNT(*) FROM chunk WHERE state = 'done'"
            rows, size, chunks = self.state.rows(query)[0]
            first = (rows, size, chunks) if first is None else first
            seconds = time.monotonic() - begin
            moved, per_second = rows - first[0], (rows - first[0]) / seconds
            rest = (self._chunks - chunks) * seconds / (chunks - first[2]) if chunks > first[2] else None
            left = f", about {rest:.0f} s left" if rest is not None else ""
            megabytes = (size - first[1]) / seconds / 1e6
            self.say(
                f"{moved:,} rows, {per_second:,.0f} rows/s, {megabytes:.1f} MB/s, {chunks}/{self._chunks} chunks{left}"
            )
