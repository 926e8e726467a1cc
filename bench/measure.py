"""Runs a program and says what it cost: wall time, processor time and peak memory, median or best of several runs."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

LONG = 20.0

# A process of its own, and a small one: what a child is said to have needed is never less than what its parent had when
# it started it.
_RUNNER = """
import json, os, subprocess, sys, time
answer, limit, command = os.fdopen(int(sys.argv[1]), "w"), float(sys.argv[2]), sys.argv[3:]
begin = time.perf_counter()
process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
late = False
while True:
    pid, status, usage = os.wait4(process.pid, os.WNOHANG)
    seconds = time.perf_counter() - begin
    if pid:
        break
    if seconds > limit and not late:
        process.kill()
        late = True
    time.sleep(0.002)
# threads and children that were waited for are in it
cpu = usage.ru_utime + usage.ru_stime
print(json.dumps([seconds, cpu, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status), late]), file=answer)
"""


@dataclass(frozen=True)
class Cost:
    """`seconds`, `cpu` (seconds of processors, with its workers) and `mib` (of its largest process) of one run, or the
    medians of several; `trouble` says why a figure means nothing."""

    seconds: float
    mib: float
    trouble: str = ""
    cpu: float = 0.0


def run(command: Sequence[str | Path], *, timeout: float, cwd: Path | None = None) -> Cost:
    """One run."""
    with tempfile.TemporaryFile() as told:
        # What the program says goes to `told`, what the runner says of it comes by a pipe of its own.
        reading, writing = os.pipe()
        words = [sys.executable, "-I", "-S", "-c", _RUNNER, str(writing), str(timeout), *map(str, command)]
        process = subprocess.Popen(
            words, cwd=cwd, stdin=subprocess.DEVNULL, stdout=told, stderr=told, pass_fds=(writing,)
        )
        os.close(writing)
        with os.fdopen(reading) as pipe:
            answer = pipe.read()
        process.wait()
        told.seek(0)
        said = told.read().decode(errors="replace").strip().splitlines()
    if not answer:
        return Cost(0.0, 0.0, f"did not start: {said[-1][:80] if said else ''}")
    seconds, cpu, mib, status, late = json.loads(answer)
    if late:
        return Cost(seconds, 0.0, f"ended after {timeout:.0f} s", cpu)
    trouble = f"exit {status}: {said[-1][:80] if said else ''}" if status else ""
    return Cost(seconds, mib, trouble, cpu)


def several(
    command: Sequence[str | Path], runs: int, *, timeout: float, cwd: Path | None = None, long: float = LONG
) -> list[Cost]:
    """The costs of `runs` runs; a run that went wrong is the only one, and one that took long is not repeated."""
    costs = []
    for _ in range(runs):
        cost = run(command, timeout=timeout, cwd=cwd)
        if cost.trouble:
            return [cost]
        costs.append(cost)
        if cost.seconds > long:
            break
    return costs


def median(command: Sequence[str | Path], runs: int, *, timeout: float, cwd: Path | None = None) -> Cost:
    """The medians of `runs` runs."""
    costs = several(command, runs, timeout=timeout, cwd=cwd)
    if costs[0].trouble:
        return costs[0]
    middle = statistics.median
    return Cost(
        middle(one.seconds for one in costs),
        middle(one.mib for one in costs),
        cpu=middle(one.cpu for one in costs),
    )


def best(command: Sequence[str | Path], runs: int, *, timeout: float, cwd: Path | None = None) -> Cost:
    """The least of `runs` runs, figure by figure: what is above it is the machine's other work."""
    costs = several(command, runs, timeout=timeout, cwd=cwd, long=1e9)
    if costs[0].trouble:
        return costs[0]
    return Cost(min(c.seconds for c in costs), min(c.mib for c in costs), cpu=min(c.cpu for c in costs))
