#!/usr/bin/env python3
"""Seconds by the clock from reading the statements to the emitted pieces: what of a conversion is shared by workers.

    bench/parse_to_emit.py [--jobs N] [--cpu] PATH...

Starting, loading the rules and cutting the files into statements come before; ordering, the report and the files behind.
`--cpu`: processor seconds of this process, and of all of them, instead: figures that other work on the machine bends less.
"""

from __future__ import annotations

import argparse
import gc
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sct import pipeline  # noqa: E402

Mark = tuple[float, float, float]  # by the clock, this process, its children


def mark() -> Mark:
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter(), own.ru_utime + own.ru_stime, others.ru_utime + others.ru_stime


def between(paths: list[str], jobs: int) -> Mark:
    begin: list[Mark] = []
    end: list[Mark] = []
    read, emit = pipeline.read_all, pipeline.emit_all

    def reading(*given: Any) -> Any:
        begin.append(mark())
        return read(*given)

    def emitting(*given: Any) -> Any:
        made = emit(*given)
        end.append(mark())
        return made

    changed: dict[str, Callable[..., Any]] = {"read_all": reading, "emit_all": emitting}
    for name, function in changed.items():
        setattr(pipeline, name, function)
    pipeline.convert(paths, pipeline.Options(check=False, encoding="cp1252", jobs=jobs))
    first, last = begin[0], end[0]
    return last[0] - first[0], last[1] - first[1], last[2] - first[2]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--cpu", action="store_true")
    args = parser.parse_args()
    gc.set_threshold(50_000, 20, 50)  # as the command has it
    seconds, own, others = between(args.paths, args.jobs)
    print(f"{own:.3f} {own + others:.3f}" if args.cpu else f"{seconds:.3f}")


if __name__ == "__main__":
    main()
