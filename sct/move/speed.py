"""How fast each table moves and how long it still takes, looked at from time to time while a run works.

Rows and bytes are what went over; what is expected and what is left are estimates: by the chunks that are through, before
the first one by the source's own count.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import Any

from sct.move.model import Plan, TablePlan
from sct.move.pace import Moved, Pace

WINDOW_SECONDS = 10.0  # a rate is over this time; the time that is left goes by the mean since the first row


class Speed:
    """Ask `look` again and again; the rates are over the last WINDOW_SECONDS."""

    def __init__(self, plan: Plan, pace: Pace) -> None:
        self.plan, self.pace = plan, pace
        self._looks: deque[tuple[float, dict[str, tuple[float, int]]]] = deque()

    def look(self) -> dict[str, Any]:
        """{rows, expected, bytes, rows_per_second, bytes_per_second, seconds_left, chunks, of_chunks, tables: [{table, …,
        working}]}; None for what nothing is known of."""
        now = self.pace.clock()
        with self.pace.lock:
            moved = {t.id: replace(self.pace.tables.get(t.id) or Moved()) for t in self.plan.tables}
        about = {name: (_rows_about(m), m.bytes) for name, m in moved.items()}
        begun = min((m.begun for m in moved.values() if m.begun is not None), default=now)
        if not self._looks:
            self._looks.append((begun, dict.fromkeys(about, (0.0, 0))))
        while len(self._looks) > 1 and self._looks[1][0] <= now - WINDOW_SECONDS:
            self._looks.popleft()
        before, then = self._looks[0]
        self._looks.append((now, about))
        passed = max(now - before, 1e-9)
        tables = [self._table(t, moved[t.id], now) for t in self.plan.tables]
        for entry in tables:
            rows, size = about[entry["table"]]
            old_rows, old_size = then[entry["table"]]
            entry["rows_per_second"] = max(0.0, (rows - old_rows) / passed)
            entry["bytes_per_second"] = max(0.0, (size - old_size) / passed)
        total = {
            name: sum(entry[name] for entry in tables)
            for name in ("rows", "bytes", "chunks", "of_chunks", "rows_per_second", "bytes_per_second")
        }
        known = all(entry["expected"] is not None for entry in tables)
        total["expected"] = sum(entry["expected"] for entry in tables) if known else None
        mean = sum(rows for rows, _ in about.values()) / max(now - begun, 1e-9)
        left = sum(entry["left"] for entry in tables) if known else 0.0
        total["seconds_left"] = left / mean if known and mean else None
        if total["seconds_left"] is not None:
            for (
                entry
            ) in tables:  # a table that waits for its turn seems slow: it is through when all are, at the latest
                entry["seconds_left"] = (
                    min(entry["seconds_left"] or 0.0, total["seconds_left"]) if entry["left"] else 0.0
                )
        return {**total, "tables": tables}

    def _table(self, table: TablePlan, moved: Moved, now: float) -> dict[str, Any]:
        chunks = moved.chunks_before + moved.chunks
        through = moved.rows_before + moved.rows_committed
        mean: float | None = None
        if chunks:
            mean = through / chunks
        elif table.rows is not None and table.chunks:
            mean = table.rows / len(table.chunks)
        about = moved.rows_before + _rows_about(moved)
        done = chunks >= len(table.chunks)
        expected = None if mean is None else through if done else through + mean * (len(table.chunks) - chunks)
        left = None if expected is None else max(0.0, expected - about)
        seconds = None
        if done:
            seconds = 0.0
        elif left is not None and moved.begun is not None and now > moved.begun and _rows_about(moved):
            seconds = left * (now - moved.begun) / _rows_about(moved)
        rows = round(about)
        return {
            "table": table.id,
            "rows": rows,
            "committed": through,
            "expected": None if expected is None else max(rows, round(expected)),
            "bytes": moved.bytes,
            "chunks": chunks,
            "of_chunks": len(table.chunks),
            "left": left,
            "seconds_left": seconds,
            "working": moved.working > 0,
        }


def _rows_about(moved: Moved) -> float:
    """Rows of this run, those under way in a stream by their bytes."""
    return float(moved.rows + max(0, moved.ahead))
