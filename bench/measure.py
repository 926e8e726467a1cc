"""Runs a program and says what it cost: wall time and peak memory of its own process, median of several runs."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

LONG = 20.0


@dataclass(frozen=True)
class Cost:
    """`seconds` and `mib` of one run (or the medians of several); `trouble` says why a figure means nothing."""

    seconds: float
    mib: float
    trouble: str = ""


def run(command: Sequence[str | Path], *, timeout: float, cwd: Path | None = None) -> Cost:
    """One run. The memory is the peak resident set of the process itself, not of its children."""
    begin = time.perf_counter()
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(
            [str(part) for part in command], cwd=cwd, stdin=subprocess.DEVNULL, stdout=told, stderr=told
        )
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            seconds = time.perf_counter() - begin
            if pid:
                process.returncode = os.waitstatus_to_exitcode(status)
                break
            if seconds > timeout:
                process.kill()
                process.wait()
                return Cost(seconds, 0.0, f"ended after {timeout:.0f} s")
            time.sleep(0.002)
        told.seek(0)
        words = told.read().decode(errors="replace").strip().splitlines()
    trouble = f"exit {process.returncode}: {words[-1][:80] if words else ''}" if process.returncode else ""
    return Cost(seconds, usage.ru_maxrss / 1024, trouble)


def median(command: Sequence[str | Path], runs: int, *, timeout: float, cwd: Path | None = None) -> Cost:
    """The medians of `runs` runs; a run that went wrong ends it, and one that took long is not repeated."""
    costs = []
    for _ in range(runs):
        cost = run(command, timeout=timeout, cwd=cwd)
        if cost.trouble:
            return cost
        costs.append(cost)
        if cost.seconds > LONG:
            break
    return Cost(statistics.median(one.seconds for one in costs), statistics.median(one.mib for one in costs))
