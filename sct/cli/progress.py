"""A line on a terminal that says how far a run is; nothing anywhere else."""

from __future__ import annotations

import sys
import time
from types import TracebackType


class Progress:
    """Called by the stages with their name, what is done and what there is to do."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._last = 0.0
        self._begin = time.monotonic()

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        # A run of under a second needs no line, and a terminal no more than ten a second.
        if not self._shown or now - self._begin < 0.8 or now - self._last < 0.1:
            return
        self._last = now
        share = f" {done * 100 // total:3} %" if total else ""
        sys.stderr.write(f"\r\x1b[K{stage}{share}  {done:,} of {total:,}" if total else f"\r\x1b[K{stage} …")
        sys.stderr.flush()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown and self._last:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
