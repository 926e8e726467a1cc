"""The same work for many things, in this process or in several; the results are in the order of the things."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sct.work.progress import Progress, quiet

T = TypeVar("T")

# Below this weight (characters of source) starting processes costs more than it saves.
WORTH_IT = 100_000
_BATCHES_A_WORKER = 12
# What the workers find in their memory when they are forked: it is never sent.
_work: Callable[[int], Any] | None = None


def spread(
    weights: Sequence[int], work: Callable[[int], T], jobs: int, stage: str = "", progress: Progress = quiet
) -> list[T]:
    """`work(i)` for every index of `weights` (what each costs, roughly).

    With several jobs the work is done in forked processes, so it may read everything that is there and its results
    must be values that can be pickled. Without `fork` (Windows) it is done here.
    """
    total = len(weights)
    if jobs < 2 or sum(weights) < WORTH_IT or not hasattr(os, "fork"):
        out = []
        for index in range(total):
            progress(stage, index, total)
            out.append(work(index))
        return out
    import multiprocessing  # a small run needs none of it

    global _work
    _work = work
    # Pages the collector never touches stay shared between the processes.
    gc.collect()
    gc.freeze()
    results: list[Any] = [None] * total
    try:
        with multiprocessing.get_context("fork").Pool(jobs) as pool:
            done = 0
            for first, batch in pool.imap_unordered(_batch, _batches(weights, jobs)):
                results[first : first + len(batch)] = batch
                done += len(batch)
                progress(stage, done, total)
    finally:
        gc.unfreeze()
        _work = None
    return results


def _batches(weights: Sequence[int], jobs: int) -> list[tuple[int, int]]:
    """Ranges of about the same weight, the heaviest first."""
    limit = max(sum(weights) // (jobs * _BATCHES_A_WORKER), 1)
    out: list[tuple[int, int, int]] = []
    first, weight = 0, 0
    for index, one in enumerate(weights):
        weight += one
        if weight >= limit:
            out.append((weight, first, index + 1))
            first, weight = index + 1, 0
    if first < len(weights):
        out.append((weight, first, len(weights)))
    return [(first, last) for _, first, last in sorted(out, key=lambda b: (-b[0], b[1]))]


def _batch(bounds: tuple[int, int]) -> tuple[int, list[Any]]:
    assert _work is not None
    return bounds[0], [_work(index) for index in range(*bounds)]
