"""Progress for people while a command moves rows: a block of lines on a terminal, now and then plain lines elsewhere.

What is shown is also kept in the state, for `sct move status` in another shell.
"""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from types import TracebackType
from typing import Any, TextIO

from sct.move.model import Plan
from sct.move.pace import Pace
from sct.move.speed import Speed
from sct.move.state import State
from sct.move.words import lines_of

EVERY_SECONDS = 1.0
PLAIN_SECONDS = (10.0, 60.0)  # between plain lines: in the first minute, after it
MOST_TABLES = 12  # of the block


class Progress:
    """Looks at the run from a thread of its own; `say` prints a line and leaves the block below it."""

    def __init__(self, plan: Plan, state: State, out: TextIO | None = None) -> None:
        self.plan, self.state = plan, state
        self._out = sys.stderr if out is None else out
        self._block = self._out.isatty() and os.environ.get("TERM") != "dumb"
        self._speed: Speed | None = None
        self._shown = 0  # lines of the block on the screen
        self._lock = threading.Lock()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="progress", daemon=True)
        self._changes: list[tuple[float, int]] = []

    def watch(self, pace: Pace) -> None:
        self._speed = Speed(self.plan, pace)

    def say(self, text: str) -> None:
        with self._lock:
            self._erase()
            self._out.write(text + "\n")
            self._out.flush()

    def __enter__(self) -> Progress:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.set()
        self._thread.join(timeout=5)
        with self._lock:
            self._erase()
        self.state.set("live", None)

    def _loop(self) -> None:
        begin = time.monotonic()
        said, last = begin, ""
        while not self._end.wait(EVERY_SECONDS):
            found = self._look()
            if found is None:
                continue
            self.state.set("live", found)
            if self._block:
                self._draw(lines_of(found, MOST_TABLES))
                continue
            now = time.monotonic()
            if (
                "rows" not in found
                and "follow" not in found
                and time.time() - found["phase"]["since"] < PLAIN_SECONDS[0]
            ):
                continue
            if now - said >= PLAIN_SECONDS[now - begin > 60.0]:
                said = now
                text = "\n".join(lines_of(found, MOST_TABLES))
                if text != last:  # nothing new is no news
                    self.say(text)
                last = text

    def _look(self) -> dict[str, Any] | None:
        phase = self.state.get("phase")
        if phase is None:
            return None
        found: dict[str, Any] = {"at": time.time(), "phase": phase}
        if phase["name"] == "rows" and self._speed is not None:
            found["rows"] = self._speed.look()
        if phase["name"] in ("following", "draining"):
            told = self.state.get("follow") or {}
            now = time.monotonic()
            self._changes = [
                *(c for c in self._changes if now - c[0] <= PLAIN_SECONDS[0]),
                (now, told.get("applied", 0)),
            ]
            (since, before), (_, applied) = self._changes[0], self._changes[-1]
            rate = (applied - before) / (now - since) if now > since else 0.0
            found["follow"] = {**told, "changes_per_second": max(0.0, rate)}
        return found

    def _draw(self, lines: list[str]) -> None:
        width = max(20, shutil.get_terminal_size().columns)
        with self._lock:
            self._erase()
            self._out.write("".join(line[: width - 1] + "\n" for line in lines))
            self._out.flush()
            self._shown = len(lines)

    def _erase(self) -> None:
        if self._shown:
            self._out.write(f"\x1b[{self._shown}F\x1b[J")
            self._out.flush()
            self._shown = 0
