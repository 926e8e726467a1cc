"""The same work for many things, in this process or in several; the results are in the order of the things."""

from __future__ import annotations

import gc
import os
import signal
import struct
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from sct.work import travel
from sct.work.memory import growing
from sct.work.progress import Progress, quiet

T = TypeVar("T")

# Below this weight (characters of source) starting processes costs more than it saves.
WORTH_IT = 100_000
_BATCHES_A_WORKER = 16
_FINER = 6
_NUMBER = struct.Struct("<i")
# What stands in front of a batch's results: its number (_FAILED: an exception follows), and how long they are.
_HEAD = struct.Struct("<iQ")
_FAILED = -1

Batch = tuple[int, int]  # a range of indexes, half open


def spread(
    weights: Sequence[int], work: Callable[[int], T], jobs: int, stage: str = "", progress: Progress = quiet
) -> list[T]:
    """`work(i)` for every index of `weights` (what each costs, roughly).

    With several jobs this process does a share of it, and forked ones the rest; so the work may read everything that is
    there, and its results must be values that can be pickled. Without `fork` (Windows) it is all done here.
    """
    total = len(weights)
    if jobs < 2 or total < 2 or sum(weights) < WORTH_IT or not hasattr(os, "fork"):
        out = []
        for index in range(total):
            progress(stage, index, total)
            out.append(work(index))
        return out
    batches = _batches(weights, jobs)
    results: list[Any] = [None] * total
    done = 0
    # Pages the collector never touches stay shared between the processes.
    gc.freeze()
    others: list[_Other] = []
    waiting = _waiting(len(batches))
    try:
        for _ in range(min(jobs, len(batches)) - 1):
            others.append(_Other(batches, waiting, work))
        for number in _taken(waiting):
            first, last = batches[number]
            for index in range(first, last):
                results[index] = work(index)
            done += last - first
            for other in others:
                done += other.fetch(batches, results)
            progress(stage, done, total)
        for other in others:
            other.join()
            done += other.fetch(batches, results)
            progress(stage, done, total)
    finally:
        for other in others:
            other.end()
        os.close(waiting)
        gc.unfreeze()
    if done != total:
        raise RuntimeError(f"{total - done} results are missing")
    return results


def _waiting(count: int) -> int:
    """A pipe with the numbers of the batches: whoever is ready takes the next one."""
    reading, writing = os.pipe()
    try:
        os.write(writing, b"".join(map(_NUMBER.pack, range(count))))
    finally:
        os.close(writing)
    return reading


def _taken(waiting: int) -> Iterator[int]:
    while found := os.read(waiting, _NUMBER.size):
        yield _NUMBER.unpack(found)[0]


class _Other:
    """A process that works on batches too. Its results come through a file: it never waits for who reads them."""

    def __init__(self, batches: list[Batch], waiting: int, work: Callable[[int], Any]) -> None:
        self._file, name = tempfile.mkstemp(prefix="sct-")
        os.unlink(name)
        self._read = 0
        self._process = os.fork()
        if self._process:
            return
        try:
            self._run(batches, waiting, work)
        finally:
            os._exit(0)

    def _run(self, batches: list[Batch], waiting: int, work: Callable[[int], Any]) -> None:
        try:
            for number in _taken(waiting):
                self._put(number, [work(index) for index in range(*batches[number])])
        except BaseException as error:
            error.add_note("in another process:\n" + traceback.format_exc())
            try:
                self._put(_FAILED, error)
            except Exception:  # not every exception can travel
                self._put(_FAILED, RuntimeError(f"{type(error).__name__}: {error}"))

    def _put(self, number: int, value: Any) -> None:
        data = travel.down(value)
        left = memoryview(_HEAD.pack(number, len(data)) + data)
        while left:
            left = left[os.write(self._file, left) :]

    def fetch(self, batches: list[Batch], results: list[Any]) -> int:
        """What has come since, put into its places; how many results there were."""
        file, found = self._file, 0
        there = os.fstat(file).st_size
        while there - self._read >= _HEAD.size:
            number, length = _HEAD.unpack(os.pread(file, _HEAD.size, self._read))
            end = self._read + _HEAD.size + length
            if end > there:
                break
            with growing():
                value = travel.up(self._bytes(file, self._read + _HEAD.size, length))
            self._read = end
            if number == _FAILED:
                raise value
            first, last = batches[number]
            results[first:last] = value
            found += last - first
        return found

    @staticmethod
    def _bytes(file: int, at: int, length: int) -> bytes:
        parts: list[bytes] = []
        while length:
            part = os.pread(file, length, at)
            if not part:
                raise RuntimeError("results of another process cannot be read")
            parts.append(part)
            at += len(part)
            length -= len(part)
        return b"".join(parts)

    def join(self) -> None:
        """Until it has done its last batch."""
        process, self._process = self._process, 0
        status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        if status:
            raise RuntimeError(f"another process ended with status {status}")

    def end(self) -> None:
        if self._process:  # something went wrong here: what it does is not wanted any more
            os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)
            self._process = 0
        os.close(self._file)


def _batches(weights: Sequence[int], jobs: int) -> list[Batch]:
    """Ranges of about the same weight, the heaviest first; those of the last third are cut smaller once more.

    What a thing really costs shows when it is worked on: with small ones at the end, all processes end together.
    """
    total = sum(weights)
    # as many as a pipe surely holds the numbers of
    limit = max(total // min(jobs * _BATCHES_A_WORKER, 500), 1)
    coarse = sorted(_cut(weights, (0, len(weights)), limit), key=lambda b: (-b[0], b[1]))
    out: list[Batch] = []
    given = 0
    for weight, first, last in coarse:
        if given * 3 < total * 2:
            out.append((first, last))
        else:
            out += [(begin, end) for _, begin, end in _cut(weights, (first, last), max(limit // _FINER, 1))]
        given += weight
    return out


def _cut(weights: Sequence[int], among: Batch, limit: int) -> list[tuple[int, int, int]]:
    """(weight, first, end) of stretches that have come to `limit`."""
    out: list[tuple[int, int, int]] = []
    first, weight = among[0], 0
    for index in range(*among):
        weight += weights[index]
        if weight >= limit:
            out.append((weight, first, index + 1))
            first, weight = index + 1, 0
    if first < among[1]:
        out.append((weight, first, among[1]))
    return out
